"""Values told by their words: several people in a cell, addresses, institutions; texts written for these tests."""

import polars as pl
import pytest

from pia_toolkit import scan
from pia_toolkit.detection.names.reading import score_people
from pia_toolkit.detection.places.addresses import score_address
from pia_toolkit.detection.places.institutions import is_institution

SEVERAL = """
Emily Carter; Oliver Bennett|Emily Carter, Oliver Bennett and Harriet Lawson|Anna Müller & Lukas Weber|
Jean Dupont et Marie Lefèvre|Carlos García / Ana López|SMITH, Eleanor; BROWN, Bob|Contact: Emily Carter
""".replace("\n", "").split("|")
NOT_SEVERAL = """
Smith & Sons|Marks and Spencer|Paris, Lyon, Marseille|Victoria, Australia|Red; Green; Blue|
Santa Cruz, San José, San Juan|Noise, Water and Light|Dolce & Gabbana|Line 1 / Line 2|Note: Emily
""".replace("\n", "").split("|")

ADDRESSES = """
12 Main Street|28/F, 18 On Lan Street, Central|46, avenue George V, 75008 Paris, France|Goethestr. 5|
Calle Mayor 3, 2º B|123/1, Anagarika Dharmapala Mawatha, Dehiwala|Jl. Gaharu C9 No. 6 Medan Timur, Medan|
ул. Ленина, 5, кв. 3|ul. Długa 5 m. 3|1-1 Nishi-cho, Kagoshima-shi|台中市西區民生路200號|
千葉県千葉市中央区青葉町1273-2|서울특별시 중구 세종대로 110|شارع الملك فهد 12|Rua Augusta, 1500, São Paulo|
Atatürk Cad. No: 5 Kadıköy|Kossuth utca 60.|Room 1803, 2677 Jiefang Road, Changchun
""".replace("\n", "").split("|")
NO_ADDRESSES = """
Windows 10 Drive|3rd place|Bus route 5|Route 66|Zone 3, Sector 5, Block 2|Room 12|
the light at 12 main street is broken again|2024-03-01 12:30|府教幼字第1080123456號|江苏省2020年|第3区|
https://example.org/street/12|info@street12.example|2号线|Emily Carter|Plan 2020, Fase 2, Lote 3|
Noise - Residential
""".replace("\n", "").split("|")

INSTITUTIONS = """
Lincoln High School|Farmacia Dott. Mario Rossi|Grundschule am Park|Schillerschule|Colegio Simón Bolívar|
École Jean Moulin|Городская больница № 3|МБОУ Гимназия 12|第一小学|千葉市立病院|서울초등학교|مدرسة النور|
בית ספר אלון|Szkoła Podstawowa nr 5|SDN 3 Bandung|Atatürk Ortaokulu|Puskesmas Sukajadi
""".replace("\n", "").split("|")
NO_INSTITUTIONS = """
Emily Carter|School|12|张伟|Pothole|the school crossing light is broken again|info@school.example|Lukas Weber
""".replace("\n", "").split("|")


@pytest.mark.parametrize("text", SEVERAL)
def test_several_people_in_one_cell_are_people(text):
    assert score_people(text) >= 0.75


@pytest.mark.parametrize("text", NOT_SEVERAL)
def test_lists_of_other_things_are_no_people(text):
    assert score_people(text) < 0.5


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses_are_known_in_whatever_order_they_are_written(text):
    assert score_address(text) > 0.5


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_numbers_and_words_that_make_no_address(text):
    assert score_address(text) <= 0.5


@pytest.mark.parametrize("text", INSTITUTIONS)
def test_institutions_are_known_by_their_words(text):
    assert is_institution(text)


@pytest.mark.parametrize("text", NO_INSTITUTIONS)
def test_people_sentences_and_bare_kinds_are_no_institutions(text):
    assert not is_institution(text)


def column(cells, header="column_1", **others):
    frame = {header: cells, **others}
    return scan(pl.DataFrame(frame)).tables[0].column(header)


@pytest.mark.parametrize(
    ("cells", "category"),
    [
        (["Emily Carter", "James O'Connor", "Oliver Bennett", "Anna Müller", "Sofia García"], "person-name"),
        (["Emily Carter, Anna Müller", "James O'Connor", "Oliver Bennett; Helen Marsh", "Lukas Weber"], "person-name"),
        (["(202) 555-0143", "(202) 555-0144", "(301) 555-0145", "718.555.0146", "202-555-0147"], "phone-number"),
        (["Tel: 202 555 0143", "Tel: 202 555 0144", "Tel: 301 555 0145", "Tel. 301 555 0199"], "phone-number"),
        (
            ["12 High Street, Leeds", "3rd Floor, 5 Mill Lane, York", "The Mill, 7 Dock Road", "9 Elm Row"],
            "postal-address",
        ),
    ],
)
def test_a_handful_of_values_without_a_header_is_enough(cells, category):
    verdict = column(cells)
    assert verdict.category == category
    assert verdict.confidence >= 0.8


@pytest.mark.parametrize(
    "cells",
    [
        ["Victoria", "Florence", "Paris", "Alexandria"],
        ["The Light House", "Emma", "War and Peace", "King Lear", "Dune"],
        ["602930", "1722464", "855364", "4130544", "5554093"],
        ["0003-021X", "0161-9268", "0002-0729", "0163-7525", "0001-2092"],
    ],
)
def test_things_that_look_a_little_like_people_stay_things(cells):
    assert not column(cells).contains_personal_data


def test_numbers_of_one_length_beside_an_address_are_postcodes():
    streets = ["12 High Street", "5 Mill Lane", "7 Dock Road", "9 Elm Row", "3 Oak Avenue", "8 Park Lane"]
    codes = ["74114", "74103", "74120", "74037", "74114", "74103"]
    assert column(codes, column_2=streets).category == "postcode"
    assert column(codes).category == "number"
    assert column(["7", "74103", "120", "4037", "74114", "3"], column_2=streets).category == "number"


def test_pairs_of_coordinates_are_known_without_a_header_and_rounded_ones_with_one():
    assert column(["43.21234, -22.61123", "41.20001, -21.60455"]).category == "coordinates"
    assert column(["43.2,-22.6", "[43.21, -22.61]", "-1.5 , 3.25"], header="latlon").category == "coordinates"
    assert column(["3.5, 7.2", "1.5, 2.5"]).category != "coordinates"
