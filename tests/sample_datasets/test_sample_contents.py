import re
import string

import polars as pl
import pytest
import yaml
from city.tables import TABLES
from openpyxl import load_workbook
from stdnum import iban

COLUMNS = {
    "parking-sessions": "session_id,plate,zone,bay,entry_time,exit_time,card_last4,payment_token,amount,"
    "permit_holder,permit_type,lat,lon",
    "wifi-sightings": "SENSOR,MAC_ADDR,SEEN_AT,RSSI_DBM,CHANNEL,VENDOR",
    "smart-meters": "meterNumber,householdId,readAt,kWh,tariff",
    "service-requests": "Request ID,Created At,Category,Status,Applicant Name,Phone,E-mail,Street Address,"
    "Postcode,Latitude,Longitude,Description,Refund IBAN,Channel",
    "service-requests-zh": "工单编号,提交时间,事项类别,办理状态,申请人,性别,出生年份,联系电话,"
    "电子邮箱,住址,纬度,经度,诉求内容,来源渠道",
    "bike-trips": "trip_id,bike_id,rideable_type,started_at,ended_at,start_station_name,start_lat,start_lng,"
    "end_station_name,end_lat,end_lng,member_type,birth_year,sex,postcode,app_language",
    "air-quality": "Station,Measured at,PM2.5 (µg/m³),PM10 (µg/m³),NO2 (µg/m³),O3 (µg/m³),Temperature (°C),"
    "Humidity (%)",
    "timetable": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign,pickup_type,"
    "drop_off_type,timepoint",
    "camera-events": "cameraId,detectedAt,trackId,objectClass,ageBand,gender,dwellSeconds,plate,confidence",
    "district-support": "District,Quarter,Age group,Kind of help,Number of people",
    "district-totals": "District,Year,Age band,Residents,Library members,Bus pass holders",
}

PHONE = re.compile(
    r"07700 ?900\d{3}|\+44 7700 900\d{3}|020 7946 0\d{3}|\+44 \(0\)20 7946 0\d{3}"
    r"|\+1 \d{3}-555-01\d\d|\(\d{3}\) 555-01\d\d|\+33 1 99 00 \d\d \d\d|\+49 30 23125\d{3}|154\d{8}"
)
PLATE = re.compile(
    r"[A-Z]{2}[34]\d [A-Z]{3}|[XY][A-Z]-\d{3}-[A-Z]{2}|LDP-[A-Z]{2} [1-9]\d{0,3}"
    r"|\d{4} [XY][A-Z]{2}|W[A-Z] \d{3} [A-Z]{2}"
)


@pytest.fixture(scope="module")
def text(samples):
    """Every table, all cells as text, read from the files in the repository."""

    def read(name):
        table = TABLES[name]
        path = samples / f"{name}.{table.format}"
        if table.format == "parquet":
            return pl.read_parquet(path).cast(pl.String)
        if table.format == "xlsx":
            rows = list(load_workbook(path)["Totals"].iter_rows(values_only=True))
            return pl.DataFrame(rows[3:], schema=list(rows[2]), orient="row").cast(pl.String)
        return pl.read_csv(path, separator=table.csv.separator, infer_schema=False)

    return {name: read(name) for name in TABLES}


def cells(frame, *columns):
    return [cell for column in columns for cell in frame[column].drop_nulls()]


def test_tables_and_columns(text):
    assert {name: ",".join(frame.columns) for name, frame in text.items()} == COLUMNS


def test_files_are_small(samples, text):
    assert all(400 <= len(frame) <= 1500 for frame in text.values())
    files = [path for path in samples.rglob("*.*") if path.is_file() and "demo" not in path.parts]
    assert sum(path.stat().st_size for path in files) < 1_000_000


def test_every_table_is_named_in_the_readme(samples, text):
    readme = (samples / "README.md").read_text(encoding="utf-8")
    for name, frame in text.items():
        assert f"| `{name}.{TABLES[name].format}` | {len(frame):,} |" in readme


def test_dialects(samples):
    air = (samples / "air-quality.csv").read_bytes()
    assert b";9,5;" in air
    assert air.count(b"\r\n") == air.count(b"\n") == 673
    assert (samples / "service-requests-zh.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [sheet.title for sheet in load_workbook(samples / "district-totals.xlsx")] == ["Totals", "Notes"]


def test_every_mail_address_is_an_example(text):
    found = [
        address
        for frame in text.values()
        for column in frame.columns
        for cell in cells(frame, column)
        if "@" in cell
        for address in re.findall(r"@[A-Za-z0-9.-]*[A-Za-z]", cell)
    ]
    assert len(found) > 600
    assert set(found) == {"@example.org", "@example.com", "@example.net"}


def test_every_telephone_number_is_kept_free(text):
    numbers = cells(text["service-requests"], "Phone") + cells(text["service-requests-zh"], "联系电话")
    assert len(numbers) > 700
    assert [number for number in numbers if not PHONE.fullmatch(number)] == []


def test_numbers_in_free_text_are_as_harmless_as_those_in_columns(text):
    written = cells(text["service-requests"], "Description") + cells(text["service-requests-zh"], "诉求内容")
    accounts = [found for cell in written for found in re.findall(r"(?:GB|DE)\d\d[A-Z0-9]{18}", cell)]
    plates = [found for cell in written for found in re.findall(r"The car (.+) is always", cell)]
    assert accounts
    assert all(iban.is_valid(account) for account in accounts)
    assert plates
    assert all(PLATE.fullmatch(plate) for plate in plates)
    rest = [re.sub(r"(?:GB|DE)\d\d[A-Z0-9]{18}|[\w.]+@|The car .+ is always", "", cell) for cell in written]
    rest = [PHONE.sub("", cell) for cell in rest]
    assert [cell for cell in rest if re.search(r"\d{5}", cell)] == []


def test_accounts_have_a_right_checksum_and_no_bank(text):
    accounts = cells(text["service-requests"], "Refund IBAN")
    assert {account[:2] for account in accounts} == {"GB", "DE"}
    assert all(iban.is_valid(account) for account in accounts)
    assert {account[4:12] for account in accounts} == {"LIND0000", "01010101"}


def test_plates_of_several_countries_are_not_issued(text):
    plates = cells(text["parking-sessions"], "plate") + cells(text["camera-events"], "plate")
    assert [plate for plate in plates if not PLATE.fullmatch(plate)] == []
    assert len({re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", plate)) for plate in plates}) >= 5


def test_mac_addresses_belong_to_nobody(text):
    addresses = set(cells(text["wifi-sightings"], "MAC_ADDR"))
    lasting = {address for address in addresses if address.startswith("00:00:5e:00:53:")}
    assert all(re.fullmatch("[0-9a-f]{2}(:[0-9a-f]{2}){5}", address) for address in addresses)
    assert lasting
    assert addresses - lasting
    assert all(int(address[:2], 16) & 0b11 == 0b10 for address in addresses - lasting)


def test_many_devices_still_have_addresses_of_their_own():
    table = TABLES["wifi-sightings"]
    frame = next(table.batches(7, 90_000)).drop_nulls("VENDOR")
    lasting = frame["MAC_ADDR"].unique()
    assert lasting.str.contains("^(00:00:5e:00:53|ac:de:48:[0-9a-f]{2}:[0-9a-f]{2}):[0-9a-f]{2}$").all()
    assert len(lasting) > 2000
    assert frame.select("MAC_ADDR", "VENDOR").n_unique() == len(lasting)


def test_meter_numbers_have_a_right_check_digit(text):
    weights = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    numbers = set(cells(text["smart-meters"], "meterNumber"))
    assert len(numbers) == 15
    for number in numbers:
        total = sum(weight * int(digit) for weight, digit in zip(weights, number[:12], strict=True))
        assert int(number[12]) == total % 11 % 10
        assert number.startswith("99")


@pytest.mark.parametrize(
    ("name", "unit", "place", "time"),
    [
        ("wifi-sightings", "MAC_ADDR", "SENSOR", "SEEN_AT"),
        ("parking-sessions", "plate", "zone", "entry_time"),
    ],
)
def test_units_leave_traces_over_days_and_places(text, name, unit, place, time):
    traces = (
        text[name]
        .group_by(unit)
        .agg(pl.col(place).n_unique().alias("places"), pl.col(time).str.head(10).n_unique().alias("days"))
    )
    assert len(traces.filter((pl.col("places") >= 3) & (pl.col("days") >= 3))) >= 20


def test_cameras_hand_each_person_and_vehicle_on_under_one_number(text):
    events = text["camera-events"].with_columns(
        pl.col("detectedAt").str.to_datetime("%Y-%m-%dT%H:%M:%SZ"), pl.col("dwellSeconds").cast(int)
    )
    tracks = events.group_by("trackId").agg(
        pl.col("cameraId").n_unique().alias("cameras"),
        pl.col("objectClass").n_unique().alias("classes"),
        (pl.col("detectedAt").max() - pl.col("detectedAt").min()).dt.total_minutes().alias("minutes"),
    )
    assert set(tracks["classes"]) == {1}
    assert len(tracks.filter(pl.col("cameras") >= 3)) >= 100
    assert tracks["minutes"].quantile(0.9) < 120
    guessed, plates = pl.col("ageBand").is_not_null(), pl.col("plate").is_not_null()
    assert set(events.filter(guessed)["objectClass"]) == {"person"}
    assert set(events.filter(plates)["objectClass"]) == {"car", "van"}
    assert events["dwellSeconds"].min() >= 1
    assert events["confidence"].cast(float).is_between(0.4, 0.99).all()


def test_some_groups_of_district_support_are_very_small(text):
    counts = text["district-support"]["Number of people"].cast(int)
    assert counts.min() >= 0
    assert 50 <= (counts.is_between(1, 4)).sum() <= len(counts) / 2
    assert counts.max() > 100


def test_load_curves_are_complete(text):
    readings = (
        text["smart-meters"].group_by("meterNumber").agg(pl.col("readAt").n_unique(), pl.col("householdId").n_unique())
    )
    assert set(readings["readAt"]) == {96}
    assert set(readings["householdId"]) == {1}


def test_free_text_holds_names_and_health_in_both_languages(text):
    english = text["service-requests"]["Description"]
    chinese = text["service-requests-zh"]["诉求内容"]
    assert 10 <= english.str.contains("asthma|epilepsy|wheelchair|stroke|dementia").sum() < len(english) / 4
    assert 10 <= chinese.str.contains("哮喘|癫痫|轮椅|中风|痴呆").sum() < len(chinese) / 4
    assert english.str.contains(r"My neighbour \p{Lu}\S+ \S+ at [0-9]+ [A-Z]").any()
    assert english.str.contains(r"\p{Han}").any()
    assert not text["service-requests"].select(pl.all().str.contains("[{}]").any()).row(0).count(True)


def test_tables_without_people_hold_none(text):
    totals = text["district-totals"].select("Residents", "Library members", "Bus pass holders").cast(pl.Int64)
    assert min(totals.min().row(0)) >= 11
    assert text["timetable"]["arrival_time"].str.contains("^24:").any()
    assert text["air-quality"]["Station"].n_unique() == 4


def test_stops_of_a_trip_follow_one_another(text):
    for _, trip in text["timetable"].group_by("trip_id", maintain_order=True):
        assert trip["arrival_time"].is_sorted()
        assert (trip["arrival_time"] <= trip["departure_time"]).all()
        assert trip["stop_sequence"].to_list() == [str(place + 1) for place in range(18)]


def test_coordinates_stay_in_the_open_atlantic(text):
    for name, latitude, longitude in (
        ("parking-sessions", "lat", "lon"),
        ("bike-trips", "start_lat", "start_lng"),
        ("service-requests", "Latitude", "Longitude"),
        ("service-requests-zh", "纬度", "经度"),
    ):
        assert text[name][latitude].cast(pl.Float64).is_between(46.1, 46.3).all()
        assert text[name][longitude].cast(pl.Float64).is_between(-22.6, -22.4).all()


def test_words_are_texts_and_their_places_are_filled(samples):
    filled = {"house", "street", "count", "days", "post", "name", "other", "phone", "email", "plate", "iban"}

    def leaves(node):
        if isinstance(node, dict):
            return [leaf for value in node.values() for leaf in leaves(value)]
        return [leaf for value in node for leaf in leaves(value)] if isinstance(node, list) else [node]

    for name in ("names", "places", "requests"):
        words = yaml.safe_load((samples / "city" / f"{name}.yaml").read_text(encoding="utf-8"))
        texts = [leaf for leaf in leaves(words) if not isinstance(leaf, int | float)]
        assert all(isinstance(leaf, str) for leaf in texts)
        places = {field for leaf in texts for _, field, _, _ in string.Formatter().parse(leaf) if field}
        assert places <= filled
