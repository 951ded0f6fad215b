"""Every table there is."""

from city import (
    bike_trips,
    camera_events,
    district_support,
    impersonal,
    parking_sessions,
    service_requests,
    smart_meters,
    wifi_sightings,
)

TABLES = {
    table.name: table
    for table in (
        parking_sessions.TABLE,
        wifi_sightings.TABLE,
        camera_events.TABLE,
        smart_meters.TABLE,
        service_requests.TABLE,
        service_requests.CHINESE_TABLE,
        bike_trips.TABLE,
        district_support.TABLE,
        impersonal.AIR_QUALITY,
        impersonal.TIMETABLE,
        impersonal.DISTRICT_TOTALS,
    )
}
