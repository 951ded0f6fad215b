"""Published feed standards: every file is sound, tables are known by their columns, and values still count."""

import pytest

from pia_toolkit.detection.detect import detect
from pia_toolkit.detection.feeds.standards import load_feeds, recognise
from pia_toolkit.domain.dataset import Source
from pia_toolkit.domain.inventory import Role, UnitKind
from pia_toolkit.errors import ContentInvalid, Several
from pia_toolkit.i18n import words
from pia_toolkit.resources import beside, content_files

FILES = content_files(beside("detection", "feeds"))
TABLES = [(feed, table) for feed in load_feeds() for table in feed.tables]
EVERY_TABLE = pytest.mark.parametrize(("feed", "table"), TABLES, ids=[f"{feed.id} {t.name}" for feed, t in TABLES])


class Rows:
    """A table made of rows of text."""

    name = "t"
    source = Source(name="t.csv", format="csv", bytes=1, sha256="0" * 64)
    notes = ()

    def __init__(self, columns, rows):
        self.columns = tuple(columns)
        self._rows = rows

    def batches(self, columns=None):
        import pyarrow as pa

        wanted = self.columns if columns is None else columns
        cells = {name: [row[self.columns.index(name)] for row in self._rows] for name in wanted}
        yield pa.RecordBatch.from_pydict({name: pa.array(cells[name], pa.large_string()) for name in wanted})


def scanned(columns, rows):
    (table,) = detect([Rows(columns, rows)]).tables
    return table


def codes(table):
    return {note.code: dict(note.values) for note in table.notes}


STOPS = ("stop_id", "stop_name", "stop_lat", "stop_lon")
NAMES = ["Anna Schmidt", "Peter Wagner", "Maria Keller", "Thomas Berger", "Julia Fischer", "Stefan Huber"]


def stops(count=60):
    streets = ["Main Street", "Martin Luther King", "Anna Seghers", "Town Hall", "Station", "Rosa Parks"]
    return [(f"{n:05d}", f"{streets[n % 6]} {n}", f"52.{5000 + 13 * n}", f"13.{4000 + 17 * n}") for n in range(count)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_loaded_under_its_name(path):
    assert path.stem in {feed.id for feed in load_feeds()}


@EVERY_TABLE
def test_a_table_is_known_by_its_own_fields(feed, table):
    columns = tuple(entry if isinstance(entry, str) else entry[0] for entry in table.required)
    known = recognise(columns)
    assert known is not None
    assert len(known.columns) == len(columns)
    everything = tuple(dict.fromkeys((*columns, *table.fields, *table.contacts, *table.others)))
    known = recognise(everything)
    assert (known.feed.id, known.table.name) == (feed.id, table.name)


@EVERY_TABLE
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_note_has_words(feed, table, language):
    for code in table.notes.values():
        assert words(language)(f"detecting.{code}", column="c", feed=feed.title)
    values = {"feed": feed.title, "publisher": feed.publisher, "versions": feed.versions, "table": table.name}
    assert feed.title in words(language)("detecting.known-feed", **values)
    assert feed.title in words(language)("detecting.feed-without-persons", feed=feed.title)


@EVERY_TABLE
def test_a_table_without_persons_has_no_field_that_holds_one(feed, table):
    from pia_toolkit.detection.catalogue.registry import load_registry

    personal = {recognizer.category for recognizer in load_registry().recognizers if recognizer.personal}
    if not table.persons:
        assert {name for name, category in table.fields.items() if category in personal} - {
            name for name, category in table.fields.items() if category == "postcode"
        } == set()
        assert table.unit is None


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (STOPS, "stops"),
        (("Stop ID", "Stop Name", "Stop Lat", "Stop Lon", "wheelchairBoarding"), "stops"),
        (("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"), "stop_times"),
        (
            ("bikes[].bike_id", "bikes[].lat", "bikes[].lon", "bikes[].is_reserved", "bikes[].is_disabled"),
            "vehicle_status",
        ),
        (
            ("Start Time", "Stop Time", "Trip Duration", "Start Station ID", "End Station ID", "Bike ID", "User Type"),
            "trips",
        ),
        (
            ("ocid", "releases[].parties[].id", "releases[].parties[].name", "releases[].parties[].contactPoint.name"),
            "parties",
        ),
        (("attributes.stop_id", "attributes.stop_name", "attributes.stop_lat", "attributes.stop_lon"), "stops"),
        (("name", "email", "stop_id"), None),
        (("id", "name", "lat", "lon"), None),
        (("stop_id", "stop_name"), None),
        ((*STOPS[:3], *(f"extra {n}" for n in range(20))), None),
    ],
)
def test_known_by_columns_however_they_are_spelt(columns, expected):
    known = recognise(columns)
    assert (known.table.name if known else None) == expected


def test_gtfs_stops_hold_no_person():
    table = scanned(STOPS, stops())
    assert not table.contains_personal_data
    assert (table.kind, table.unit.column) == ("reference", None)
    assert table.column("stop_name").category == "station"
    assert table.column("stop_lat").role is Role.LOCATION
    assert codes(table)["known-feed"]["table"] == "stops"
    assert "feed-without-persons" in codes(table)
    assert any(piece.detail in STOPS for piece in table.column("stop_id").evidence)


def test_a_driver_in_a_feed_is_still_found():
    rows = [(*row, NAMES[n % 6]) for n, row in enumerate(stops())]
    table = scanned((*STOPS, "driver_name"), rows)
    assert table.contains_personal_data
    assert table.column("driver_name").contains_personal_data
    assert not table.column("stop_name").contains_personal_data
    assert table.kind == "records"
    assert table.unit.column == "driver_name"
    assert "known-feed" in codes(table)
    assert "feed-without-persons" not in codes(table)


def test_what_values_plainly_are_is_told_whatever_the_standard_says():
    columns = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
    rows = [(f"person{n}@example.org", f"08:{n:02d}:00", f"08:{n:02d}:00", f"S{n}", str(n)) for n in range(60)]
    table = scanned(columns, rows)
    assert table.column("trip_id").category == "email-address"
    assert any(piece.detail == "email-address" for piece in table.column("trip_id").evidence)
    assert table.kind == "records"


def test_an_agency_is_reached_and_no_person():
    columns = ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_phone", "agency_email")
    row = ("1", "City Bus", "https://bus.example.org", "Europe/Berlin", "+49 30 1234567", "info@bus.example.org")
    table = scanned(columns, [row])
    assert not table.contains_personal_data
    assert {"known-feed", "feed-contact"} <= set(codes(table))


def test_vehicles_for_hire_and_their_trips():
    vehicles = ("bike_id", "lat", "lon", "is_reserved", "is_disabled")
    rows = [(f"{n:08x}", f"52.{5000 + n}", f"13.{4000 + n}", "0", "1") for n in range(60)]
    table = scanned(vehicles, rows)
    assert not table.contains_personal_data
    assert codes(table)["feed-vehicle-id-rotates"]["column"] == "bike_id"
    trips = ("provider_id", "device_id", "trip_id", "start_time", "end_time", "duration", "distance")
    rows = [
        ("p", f"d{n % 7}", f"t{n:05d}", str(1700000000 + 600 * n), str(1700000300 + 600 * n), "300", "900")
        for n in range(60)
    ]
    table = scanned(trips, rows)
    assert table.contains_personal_data
    assert (table.unit.kind, table.unit.column) == (UnitKind.PERSON, "trip_id")
    assert table.column("start_time").contains_personal_data
    points = ("trip_id", "route.features[].timestamp", "route.features[].longitude", "route.features[].latitude")
    rows = [(f"t{n // 10}", str(1700000000 + n), f"13.{40000 + n}", f"52.{50000 + n}") for n in range(60)]
    table = scanned(points, rows)
    assert (table.kind, table.unit.column) == ("traces", "trip_id")
    assert table.column("route.features[].latitude").contains_personal_data


def test_contacts_of_parties_to_a_contract_are_persons():
    parts = ("id", "name", "identifier.id", "contactPoint.name", "contactPoint.email")
    rows = [(f"C-{n}", f"Builders {n} Ltd", f"GB{n:06d}", NAMES[n % 6], f"a.b{n}@example.org") for n in range(30)]
    table = scanned([f"parties[].{part}" for part in parts], rows)
    assert table.column("parties[].contactPoint.name").category == "person-name"
    assert table.column("parties[].contactPoint.email").contains_personal_data
    assert not table.column("parties[].name").contains_personal_data
    assert codes(table)["feed-contact-person"]["column"] == "parties[].contactPoint.name"


GOOD = """id: dogs
title: Dogs
versions: "1"
publisher: City
reference: by-law
tables:
  - name: dogs
    kind: register
    persons: false
    required: [tag, breed, born]
    fields: {tag: animal-chip}
"""


def test_a_good_file_of_ones_own_is_loaded(tmp_path):
    (tmp_path / "dogs.yaml").write_text(GOOD)
    (feed,) = load_feeds(tmp_path)
    assert feed.tables[0].fields == {"tag": "animal-chip"}


@pytest.mark.parametrize(
    ("good", "bad", "line", "field"),
    [
        ("animal-chip", "no-such-category", 11, "tables.0.fields.tag"),
        ("register", "list", 8, "tables.0.kind"),
        ("id: dogs", "id: cats", 1, "id"),
        ("    persons: false\n", "", 7, "tables.0.persons"),
        ("publisher: City", "publisher: City\ncolour: red", 5, "colour"),
        ("{tag: animal-chip}", "{tag: animal-chip}\n    notes: {phone: feed-contact}", 12, "tables.0.notes.phone"),
        ("    fields", "    unit: {kind: person, field: owner}\n    fields", 11, "tables.0.unit.field"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_field(tmp_path, good, bad, line, field):
    assert good in GOOD
    (tmp_path / "dogs.yaml").write_text(GOOD.replace(good, bad, 1))
    with pytest.raises((ContentInvalid, Several)) as caught:
        load_feeds(tmp_path)
    errors = getattr(caught.value, "errors", (caught.value,))
    assert [(error.values["file"], error.values["line"], error.values["field"]) for error in errors] == [
        ("dogs.yaml", line, field)
    ]
