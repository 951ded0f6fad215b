"""What sort of table it is and whose its rows are, on tables made here, in several languages."""

import polars as pl
import pytest

from pia_toolkit import scan

PEOPLE = (
    "Emily Carter|James O'Connor|Priya Raghunathan|Oliver Bennett|Harriet Lawson|Anna Müller|Lukas Weber|Sofia García|"
    "Marta Kowalska|Jean Lefèvre|Carla Diaz|Piotr Nowak|Elena Rossi|Samuel Okafor|Chloe Dubois|Helen Marsh|"
    "Mark Stevens|Ana Beatriz Souza|Diego Quispe|Mehmet Yılmaz"
).split("|")
SCHOOLS = ("Goethe", "Lessing", "Kepler", "Humboldt", "Schiller", "Kant", "Heine", "Curie", "Dürer", "Bach")


def plate(number):
    return f"LP-{chr(65 + number % 26)}{chr(65 + number % 19)} {100 + number}"


def clock(row):
    return f"2024-03-{1 + row // 60 % 28:02d} {row // 7 % 24:02d}:{row * 7 % 60:02d}:00"


def table(called="t", /, **columns):
    return scan(pl.DataFrame({key: list(map(str, cells)) for key, cells in columns.items()}), name=called).tables[0]


def seen_table(unit, time, north, east, rows=240):
    """Vehicles that are met again and again, with time and place."""
    return table(
        **{
            unit: [plate(row % 20) for row in range(rows)],
            time: [clock(row) for row in range(rows)],
            north: [f"48.{137000 + row * 13}" for row in range(rows)],
            east: [f"11.{575000 + row * 17}" for row in range(rows)],
        }
    )


@pytest.mark.parametrize(
    "headers",
    [
        ("licence plate", "entry time", "latitude", "longitude"),
        ("Kennzeichen", "Zeitstempel", "Breitengrad", "Längengrad"),
        ("matrícula", "fecha y hora", "latitud", "longitud"),
        ("车牌号", "时间", "纬度", "经度"),
    ],
)
def test_vehicles_met_again_and_again_leave_traces(headers):
    verdict = seen_table(*headers)
    assert (verdict.kind, verdict.unit.kind.value, verdict.unit.column) == ("traces", "vehicle", headers[0])


@pytest.mark.parametrize(
    "headers", [("meter number", "timestamp", "consumption kWh"), ("Zählernummer", "Zeitstempel", "Verbrauch kWh")]
)
def test_meters_read_again_and_again_are_load_curves(headers):
    meter, time, used = headers
    rows = range(400)
    verdict = table(
        **{
            meter: [f"99000011878{589900 + row % 10}" for row in rows],
            time: [clock(row) for row in rows],
            used: [f"0.{120 + row % 700}" for row in rows],
        }
    )
    assert (verdict.kind, verdict.unit.column) == ("load-curves", meter)


def test_posts_of_a_few_people_are_no_load_curves():
    rows = range(120)
    verdict = table(
        author=[PEOPLE[row % 4] for row in rows],
        published_at=[clock(row) for row in rows],
        likes=[row * 7 % 93 for row in rows],
        shares=[row * 3 % 17 for row in rows],
    )
    assert (verdict.kind, verdict.unit.column) == ("records", "author")


def test_a_head_of_a_kitchen_and_its_opening_day_leave_no_trace():
    rows = range(60)
    verdict = table(
        manager=[PEOPLE[row % 20] for row in rows],
        opened=[f"2024-0{1 + row % 9}-11" for row in rows],
        latitude=[f"-6.{917000 + row * 31}" for row in rows],
        longitude=[f"107.{619000 + row * 37}" for row in rows],
    )
    assert verdict.kind != "traces"


@pytest.mark.parametrize(
    "headers",
    [("national id", "name", "amount"), ("DNI", "nombre y apellidos", "importe"), ("身份证号", "姓名", "金额")],
)
def test_one_row_for_each_person_is_a_record(headers):
    number, name, amount = headers
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    verdict = table(
        **{
            number: [f"{48000000 + 7919 * row}{letters[(48000000 + 7919 * row) % 23]}" for row in range(20)],
            name: PEOPLE,
            amount: [100 + 3 * row for row in range(20)],
        }
    )
    assert (verdict.kind, verdict.unit.kind.value) == ("records", "person")
    assert verdict.unit.column in (number, name)


@pytest.mark.parametrize(
    "headers",
    [
        ("school", "address", "phone", "head teacher"),
        ("Schule", "Adresse", "Telefon", "Schulleitung"),
        ("escuela", "dirección", "teléfono", "director"),
    ],
)
def test_a_list_of_schools_is_a_register_and_its_telephones_are_nobodys(headers):
    school, address, phone, head = headers
    verdict = table(
        **{
            school: [f"{name}-Schule" for name in SCHOOLS],
            address: [f"Hauptstraße {number}" for number in range(1, 11)],
            phone: [f"+49 30 23125{number:03d}" for number in range(10)],
            head: PEOPLE[:10],
        }
    )
    assert (verdict.kind, verdict.unit.column) == ("register", None)
    assert not any(verdict.column(name).contains_personal_data for name in (school, address, phone))
    assert verdict.column(head).contains_personal_data


def test_a_register_without_headers_is_known_by_what_its_entries_are():
    names = "第一小学 第二小学 实验中学 人民医院 中心医院 市图书馆 少年宫幼儿园 东方幼儿园 光明小学 育才中学".split()
    verdict = table(
        column_1=names,
        column_2=[f"上海市静安区南京西路{100 + number}号" for number in range(10)],
        column_3=[f"021-5555{1000 + number}" for number in range(10)],
    )
    assert verdict.kind == "register"
    assert not verdict.contains_personal_data


@pytest.mark.parametrize(
    "headers",
    [
        ("district", "year", "population", "households"),
        ("Bezirk", "Jahr", "Einwohner", "Haushalte"),
        ("quartier", "année", "population", "ménages"),
        ("行政区", "年份", "人口数", "户数"),
    ],
)
def test_counts_of_districts_and_years_are_totals(headers):
    rows = [
        (f"D{place}", year, 4000 + 37 * place + year, 1800 + 11 * place) for place in range(12) for year in (2022, 2023)
    ]
    verdict = table(**dict(zip(headers, zip(*rows, strict=True), strict=True)))
    assert (verdict.kind, verdict.unit.column) == ("aggregate", None)
    assert not verdict.contains_personal_data


def test_single_accidents_are_no_totals_though_they_count():
    rows = range(90)
    verdict = table(
        accident_id=[f"A{row:05d}" for row in rows],
        happened_at=[f"2024-03-{1 + row % 28:02d} {row % 24:02d}:{row % 60:02d}:{row % 59:02d}" for row in rows],
        latitude=[f"53.{95000 + row * 113}" for row in rows],
        longitude=[f"-1.{8000 + row * 117}" for row in rows],
        number_of_vehicles=[1 + row % 3 for row in rows],
    )
    assert verdict.kind != "aggregate"


def test_drivers_in_a_list_of_vehicles_are_persons():
    rows = range(80)
    verdict = table(
        vehicle_reference=[1 + row % 3 for row in rows],
        sex_of_driver=[1 + row % 2 for row in rows],
        age_band_of_driver=[1 + row % 9 for row in rows],
        engine_capacity=[1000 + 7 * row for row in rows],
    )
    assert verdict.kind == "records"
    assert verdict.column("sex_of_driver").contains_personal_data
    assert verdict.column("age_band_of_driver").contains_personal_data


def test_trees_have_an_address_an_age_and_a_state_of_health_and_are_nobody():
    species = ("Acer platanoides", "Tilia cordata", "Quercus robur", "Fraxinus excelsior")
    rows = range(40)
    verdict = table(
        gatunek=[species[row % 4] for row in rows],
        adres=[f"ul. Długa {1 + row % 9}" for row in rows],
        stan_zdrowia=["dobry" if row % 3 else "zły" for row in rows],
        wiek=[20 + row for row in rows],
    )
    assert not verdict.contains_personal_data


def test_dogs_live_where_their_keepers_do():
    rows = range(40)
    verdict = table(
        breed=[("Labrador", "Pudel", "Dackel", "Beagle")[row % 4] for row in rows],
        address=[f"Hauptstraße {1 + row}" for row in rows],
        age=[1 + row % 14 for row in rows],
    )
    assert verdict.column("address").contains_personal_data


def test_callers_beside_a_department_are_not_reached_through_it():
    rows = range(60)
    verdict = table(
        department=[("Parks", "Roads", "Water")[row % 3] for row in rows],
        caller_phone=[f"+1 202 555 {1000 + row}" for row in rows],
        reported_at=[clock(row) for row in rows],
    )
    assert verdict.column("caller_phone").contains_personal_data


def test_in_a_table_called_monuments_a_name_is_that_of_a_monument():
    columns = {"name": PEOPLE, "built": [1880 + row for row in range(20)]}
    assert not table("monuments", **columns).contains_personal_data
    assert table("holders", **columns).column("name").category == "person-name"
    assert table("street_musicians", **columns).column("name").category == "person-name"


def test_suppliers_that_are_persons_in_part_are_told_with_their_share():
    firms = [f"{first} {second} Ltd" for first in ("Acme", "Bolt", "Crest", "Echo") for second in ("Works", "Paving")]
    verdict = table(supplier=[*firms, *PEOPLE[:6]], amount=[f"{row * 13}.50" for row in range(14)])
    assert verdict.column("supplier").contains_personal_data
    assert [(note.code, note.values) for note in verdict.notes] == [
        ("mixed-names", {"column": "supplier", "share": 43})
    ]


def test_schools_called_after_people_hold_no_persons():
    schools = [f"{name} School" for name in PEOPLE[:8]] + PEOPLE[8:12]
    verdict = table(facility=schools, capacity=[100 + row for row in range(12)])
    assert not verdict.column("facility").contains_personal_data


def test_numbers_of_schools_and_trees_are_no_names_of_them():
    rows = range(24)
    verdict = table(
        district=[f"D{row}" for row in rows],
        schools=[3 + row * 37 % 151 for row in rows],
        trees=[120 + row * 91 % 3100 for row in rows],
    )
    assert verdict.kind == "aggregate"
    assert {verdict.column(name).category for name in ("schools", "trees")} == {"number"}
