"""Column names in many languages: what they hold, whose it is, and what they only tell about."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.content import read_model, read_yaml
from pia_toolkit.detection.headers.lexicon import Language, LexiconFile, load_language
from pia_toolkit.detection.headers.reading import HeaderReading, load_lexicon, order_languages, read_header
from pia_toolkit.detection.headers.words import split_header
from pia_toolkit.errors import ContentInvalid, Several
from pia_toolkit.resources import beside, content_files

FOLDER = beside("detection", "lexicon")
CONCEPTS = frozenset(read_yaml(FOLDER / "concepts.yaml"))
FILES = [path for path in content_files(FOLDER) if path.name != "concepts.yaml"]
COMPLETE = ("en", "zh", "es", "fr", "de")


def read(name: str, *languages: str) -> HeaderReading:
    return read_header(name, load_lexicon(), languages)


def held(name: str, *languages: str) -> list[str]:
    return [hit.concept for hit in read(name, *languages).concepts]


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("ownerName2", ("owner", "name", "2")),
        ("OwnerName", ("owner", "name")),
        ("owner_name-FULL name", ("owner", "name", "full", "name")),
        ("IPAddress", ("ip", "address")),
        ("properties.owner.name", ("properties", "owner", "name")),
        ("Temperature (°C)", ("temperature",)),
        ("Größe", ("grosse",)),
        ("Année", ("annee",)),
        ("İLÇE ADI", ("ilce", "adi")),
        ("Phone #", ("phone", "no")),
        ("Owner's name", ("owner", "name")),
        ("GPS坐标", ("gps", "坐标")),
        ("姓名/Name", ("姓名", "name")),
        ("التاريخ", ("تاريخ",)),
        ("नाम", ("नाम",)),
        ("ﾒｰﾙ", ("メール",)),
        ("", ()),
    ],
)
def test_splits_names(name: str, tokens: tuple[str, ...]) -> None:
    assert read(name).tokens == tokens


@pytest.mark.parametrize(
    "name",
    "public acid_level page average cid manage package signage linkage mileage_band village message_id plateau "
    "application platform relational slate zipper macro sexton candidateship 特性 広報 특성별 광고물".split(),
)
def test_matches_whole_words_only(name: str) -> None:
    personal = {"age", "sex", "latitude", "national-id", "vehicle-plate", "postcode", "id-document", "mac-address"}
    assert not personal & set(held(name))


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("dob", "date-of-birth"),
        ("D.O.B.", "date-of-birth"),
        ("addr", "address"),
        ("ph_no", "phone"),
        ("tel_1", "phone"),
        ("phone2", "phone"),
        ("lat", "latitude"),
        ("lng", "longitude"),
        ("fname", "given-name"),
        ("lname", "family-name"),
        ("apt", "address-unit"),
        ("kWh", "energy-consumption"),
        ("PM2.5 (µg/m³)", "air-quality"),
        ("Incident Zip", "postcode"),
        ("Plate ID", "vehicle-plate"),
        ("VIC_AGE_GROUP", "age-band"),
        ("SUSP_RACE", "ethnicity"),
        ("start_station_name", "origin"),
        ("trip_headsign", "destination"),
        ("Regular Gross Paid", "income"),
        ("client ip", "ip-address"),
        ("mac_hash", "hash"),
        ("DevEUI", "device-id"),
        ("addr:housenumber", "house-number"),
        ("Passport No", "passport"),
        ("身分證字號", "national-id"),
        ("身份证号", "national-id"),
        ("出生年月日", "date-of-birth"),
        ("聯絡電話", "phone"),
        ("號牌號碼", "vehicle-plate"),
        ("緯度", "latitude"),
        ("MAC地址", "mac-address"),
        ("家庭年收入", "income"),
        ("Fecha de nacimiento", "date-of-birth"),
        ("RANGO DE EDAD", "age-band"),
        ("Nº Expediente", "case-number"),
        ("cod_postal", "postcode"),
        ("Matrícula", "vehicle-plate"),
        ("Date de naissance", "date-of-birth"),
        ("N° SIRET", "company-number"),
        ("Numéro d'immatriculation", "vehicle-plate"),
        ("nombre d'enfants", "household-size"),
        ("Geburtsdatum", "date-of-birth"),
        ("Straße", "street-name"),
        ("Hausnr.", "house-number"),
        ("Kfz-Kennzeichen", "vehicle-plate"),
        ("Staatsangehoerigkeit", "nationality"),
        ("CEP", "postcode"),
        ("Logradouro", "street-name"),
        ("codice fiscale", "tax-number"),
        ("targa", "vehicle-plate"),
        ("BSN", "national-id"),
        ("Woonplaats", "city"),
        ("Дата рождения", "date-of-birth"),
        ("номера телефонов", "phone"),
        ("СНИЛС", "social-security-number"),
        ("生年月日", "date-of-birth"),
        ("患者_性別", "sex"),
        ("メールアドレス", "email"),
        ("생년월일", "date-of-birth"),
        ("소재지도로명주소", "address"),
        ("관리기관전화번호", "phone"),
        ("PESEL", "national-id"),
        ("data urodzenia", "date-of-birth"),
        ("TC Kimlik No", "national-id"),
        ("Doğum Tarihi", "date-of-birth"),
        ("dogum_tarihi", "date-of-birth"),
        ("rodné číslo", "national-id"),
        ("No. HP", "phone"),
        ("jenis_kelamin", "sex"),
        ("Tarehe ya kuzaliwa", "date-of-birth"),
        ("تاريخ الميلاد", "date-of-birth"),
        ("تاريخ ميلاد", "date-of-birth"),
        ("رقم الهاتف", "phone"),
        ("मोबाइल नंबर", "phone"),
        ("Дата народження", "date-of-birth"),
        ("Ημερομηνία γέννησης", "date-of-birth"),
        ("Personnummer", "national-id"),
        ("Fødselsdato", "date-of-birth"),
        ("Syntymäaika", "date-of-birth"),
        ("Data nașterii", "date-of-birth"),
        ("Ngày sinh", "date-of-birth"),
        ("ngay_sinh", "date-of-birth"),
        ("วันเดือนปีเกิด", "date-of-birth"),
    ],
)
def test_names_what_the_column_holds(name: str, concept: str) -> None:
    hits = read(name).concepts
    assert [hit.concept for hit in hits] == [concept]
    assert hits[0].whole or name in {"Incident Zip", "client ip", "SUSP_RACE"}


@pytest.mark.parametrize(
    ("name", "concept", "owner"),
    [
        ("Applicant Name", "person-name", "person-role"),
        ("properties.owner.name", "person-name", "person-role"),
        ("Name (Applicant)", "person-name", "person-role"),
        ("applicantname", "person-name", "person-role"),
        ("child_address", "home-address", "child"),
        ("Victim Age", "age", ""),
        ("Owner's Phone Number", "phone", "person-role"),
        ("phone number of owner", "phone", "person-role"),
        ("driver id", "person-id", ""),
        ("suspect photo", "portrait", "suspect"),
        ("申请人姓名", "person-name", "person-role"),
        ("监护人手机号", "phone", "relative"),
        ("nombre del propietario", "person-name", "person-role"),
        ("Nom de l'élève", "person-name", "student"),
        ("Antragstellername", "person-name", "person-role"),
        ("Fahrzeughaltername", "person-name", "person-role"),
        ("Name des Kindes", "person-name", "child"),
        ("ФИО заявителя", "person-name", "person-role"),
        ("申請者氏名", "person-name", "person-role"),
        ("신청자성명", "person-name", "person-role"),
        ("numer telefonu wnioskodawcy", "phone", "person-role"),
        ("Başvuru Sahibi Adresi", "home-address", "person-role"),
        ("اسم المريض", "person-name", "person-role"),
        ("आवेदक का नाम", "person-name", "person-role"),
        ("ที่อยู่ผู้ป่วย", "home-address", "person-role"),
    ],
)
def test_what_belongs_to_a_person(name: str, concept: str, owner: str) -> None:
    reading = read(name)
    assert [hit.concept for hit in reading.concepts] == [concept]
    assert reading.subject == "person"
    assert not owner or owner in reading.owners


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("station name", "station"),
        ("Street Name", "street-name"),
        ("School Name", "school"),
        ("Project Name", "thing-name"),
        ("Contractor Address", "facility-address"),
        ("District Code", "district"),
        ("公司地址", "facility-address"),
        ("學校名稱", "school"),
        ("Nombre de la estación", "station"),
        ("adresse de l'école", "facility-address"),
        ("Stationsname", "station"),
        ("Адрес организации", "facility-address"),
        ("施設住所", "facility-address"),
        ("Nazwa szkoły", "school"),
        ("اسم المدرسة", "school"),
        ("ชื่อโรงเรียน", "school"),
    ],
)
def test_what_belongs_to_a_thing(name: str, concept: str) -> None:
    reading = read(name)
    assert [hit.concept for hit in reading.concepts] == [concept]
    assert reading.subject == "thing"


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("Email Verified", ("verified",)),
        ("phone type", ("type",)),
        ("电话类型", ("类型",)),
        ("tipo persona", ("tipo",)),
        ("Blood Type", ()),
        ("Date of Birth", ()),
        ("Status", ()),
    ],
)
def test_what_is_only_told_about(name: str, about: tuple[str, ...]) -> None:
    assert read(name).about == about


def test_the_longest_phrase_wins_and_words_are_used_once() -> None:
    assert held("date of birth") == ["date-of-birth"]
    assert held("birth certificate number") == ["birth-certificate"]
    assert held("mother's maiden name") == ["family-name"]
    assert held("number of children") == ["household-size"]
    assert held("cause of death") == ["diagnosis"]


def test_two_languages_in_one_header() -> None:
    reading = read("姓名/Name")
    assert [(hit.concept, hit.language, hit.whole) for hit in reading.concepts] == [
        ("person-name", "zh", True),
        ("name", "en", True),
    ]
    assert held("Email (電子郵件)") == ["email"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["Alter", "Ort", "Art der Meldung", "Kind"], {"Alter": "age", "Ort": "city", "Kind": "child"}),
        (["age", "alter", "data source", "kind of work"], {"age": "age", "alter": ""}),
        (["Cognome", "Data", "Via", "Comune"], {"Data": "date", "Via": "street-name"}),
        (["Nombre", "Apellidos", "Dirección"], {"Nombre": "name", "Dirección": "address"}),
        (["Nombre", "Année", "Commune", "Sexe"], {"Nombre": "count"}),
        (["Direction", "Montant", "Bénéficiaire"], {"Direction": "department"}),
        (["direction", "speed", "heading_deg"], {"direction": "direction"}),
        (["Ad", "Soyad", "İlçe"], {"Ad": "given-name"}),
    ],
)
def test_the_other_headers_tell_the_language(columns: list[str], expected: dict[str, str]) -> None:
    languages = order_languages(columns, load_lexicon())
    for column, concept in expected.items():
        assert held(column, *languages)[:1] == ([concept] if concept else [])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_language_is_valid_and_rich_enough(path: Path) -> None:
    language = load_language(path, CONCEPTS)
    assert language.code == path.stem
    entries = [*language.phrases.values(), *language.alone.values()]
    named = {concept for entry in entries for concept in entry.concepts}
    assert len(named) >= (len(CONCEPTS) if path.stem in COMPLETE else 80)
    assert {entry.subject for entry in entries} == {"person", "thing", None}
    assert any(entry.about for entry in entries)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_phrases_name_their_concept(path: Path) -> None:
    file = read_model(path, LexiconFile)
    phrases = [(concept, phrase.strip()) for concept, text in file.concepts.items() for phrase in text.split(",")]
    alone = {phrase for _, phrase in phrases if phrase.startswith("=")}
    for concept, phrase in phrases[::23]:
        if f"={phrase}" not in alone:
            assert concept in held(phrase.removeprefix("="), file.language), phrase


def _problems(tmp_path: Path, text: str) -> list[ContentInvalid]:
    path = tmp_path / "xx.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((ContentInvalid, Several)) as caught:
        load_language(path, CONCEPTS)
    error = caught.value
    problems = error.errors if isinstance(error, Several) else (error,)
    return [problem for problem in problems if isinstance(problem, ContentInvalid)]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("language: xx\nconcepts: {no-such-idea: abc}\n", "concepts.no-such-idea"),
        ("language: xx\nconcepts: {phone: abc, email: abc}\n", "ambiguous.abc"),
        ("language: xx\nconcepts: {phone: abc}\nambiguous: abc\n", "ambiguous.abc"),
        ("language: xx\nconcepts: {phone: abc}\nsubject: x\n", "subject"),
        ("language: XX\nconcepts: {phone: abc}\n", "language"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_field(tmp_path: Path, text: str, field: str) -> None:
    problems = _problems(tmp_path, text)
    assert [problem.values["field"] for problem in problems] == [field]
    assert problems[0].values["file"] == "xx.yaml"


def test_a_phrase_may_be_ambiguous_on_purpose(tmp_path: Path) -> None:
    path = tmp_path / "xx.yaml"
    path.write_text("language: xx\nconcepts: {phone: abc, email: abc}\nambiguous: abc\n", encoding="utf-8")
    language: Language = load_language(path, CONCEPTS)
    assert language.phrases["abc"].concepts == ("phone", "email")


@given(st.text(max_size=40))
def test_reads_any_text(name: str) -> None:
    reading = read(name)
    words = split_header(name)
    assert reading == read(name)
    assert {hit.concept for hit in reading.concepts} <= CONCEPTS
    assert "".join(reading.tokens) == "".join(word.text for word in words)
    ends = [0, *(word.end for word in words)]
    assert [word.start for word in words] == ends[:-1] or not words


@pytest.mark.parametrize(
    "phrase", ["date of birth", "mobile phone number", "mac address", "job title", "cause of death"]
)
def test_spelling_does_not_matter(phrase: str) -> None:
    words = phrase.split()
    spellings = [
        phrase.upper(),
        "_".join(words),
        "-".join(words),
        "".join(word.title() for word in words),
        words[0] + "".join(word.title() for word in words[1:]),
        f"{phrase}_1",
        f"properties.{'_'.join(words)}",
    ]
    assert {tuple(held(spelling)) for spelling in spellings} == {tuple(held(phrase))}


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("שם משפחה", "family-name"),
        ("מספר זהות", "national-id"),
        ("anyja neve", "relative"),
        ("születési dátum", "date-of-birth"),
        ("rendszám", "vehicle-plate"),
        ("کد ملی", "national-id"),
        ("Ονοματεπώνυμο", "person-name"),
        ("ПІБ", "person-name"),
        ("henkilötunnus", "national-id"),
    ],
)
def test_reads_the_headers_of_smaller_languages(name: str, concept: str) -> None:
    assert held(name) == [concept]


@pytest.mark.parametrize("name", ["osm:education:teachers", "health.visitors", "iris"])
def test_where_a_column_belongs_is_not_what_it_holds(name: str) -> None:
    assert not {"education", "health", "fingerprint"} & set(held(name))


@pytest.mark.parametrize(("name", "concept"), [("First.Name", "given-name"), ("address.line_1", "address")])
def test_dots_may_part_words_too(name: str, concept: str) -> None:
    assert held(name) == [concept]
