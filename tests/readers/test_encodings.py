"""Text in old encodings comes back as it was written."""

import pytest
from reader_checks import TINY, cells, codes, read_text

from pia_toolkit.errors import NotDecodable
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.text.legacy_encodings import guess_encoding

TEXTS = {
    "german": "Straße;Vorgang;Anzahl\nSchönhauser Allee;Bürgermeisterin grüßt;4\nFußgängerzone;Müll und Öl;12\n",
    "french": "Prénom;Réclamation;Numéro\nHélène;éclairage cassé, près de l’Église;4\nRené;forêt à nettoyer;12\n",
    "polish": "Ulica;Zgłoszenie;Liczba\nŚwiętokrzyska;dziura w jezdni, źle;4\nŻurawia;śmieci, gałęzie;12\n",
    "czech": "Ulice;Hlášení;Počet\nNáměstí Míru;díra v silnici, těžký úraz;4\nŽižkov;přeplněný koš, zápach;12\n",
    "turkish": "Sokak;Şikayet;Adet\nİstiklal Caddesi;çukur ve kırık ışık;4\nGüneş Sokağı;çöp, ağır koku;12\n",
    "russian": "Улица;Обращение;Количество\nулица Ленина;яма на дороге, темно;4\nТверская;мусор не вывозят;12\n",
    "greek": "Οδός;Καταγγελία;Πλήθος\nΕρμού;σπασμένο φως;4\nΠατησίων;σκουπίδια δίπλα στο σχολείο;12\n",
    "arabic": "الشارع;الشكوى;العدد\nشارع التحرير;إنارة الشارع لا تعمل;4\nشارع الجمهورية;حفرة في الطريق;12\n",
    "hebrew": "רחוב;פנייה;מספר\nדיזנגוף;תאורה שבורה ברחוב;4\nהרצל;אשפה ליד בית הספר;12\n",
    "simplified": "街道;投诉内容;数量\n建国路;路灯不亮，行人不便;4\n人民路;垃圾没有清理;12\n",
    "traditional": "街道;陳情內容;數量\n信義路;路燈不亮，行人不便;4\n中山路;垃圾沒有清理;12\n",
    "japanese": "町名;通報内容;件数\n西新宿;街灯が切れている;4\n中村区;道路に穴があります、タクシーが通れない;12\n",
    "korean": "도로명;민원내용;건수\n세종대로;가로등이 고장났습니다;4\n부산로;쓰레기 무단투기 신고;12\n",
}
ENCODED = [
    ("german", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp850"]),
    ("french", ["cp1252", "mac-roman"]),
    ("polish", ["cp1250", "iso8859-2"]),
    ("czech", ["cp1250", "iso8859-2"]),
    ("turkish", ["cp1254"]),
    ("russian", ["cp1251", "koi8-r", "cp866", "utf-16"]),
    ("greek", ["cp1253"]),
    ("arabic", ["cp1256", "utf-8-sig"]),
    ("hebrew", ["cp1255"]),
    ("simplified", ["gb18030", "gbk", "utf-16-le", "utf-16-be"]),
    ("traditional", ["big5", "utf-8"]),
    ("japanese", ["shift_jis", "euc-jp", "iso2022_jp", "utf-16"]),
    ("korean", ["euc-kr", "cp949"]),
]


@pytest.mark.parametrize(
    ("language", "encoding"), [(language, encoding) for language, encodings in ENCODED for encoding in encodings]
)
@pytest.mark.parametrize("given", [True, False])
def test_every_encoding_comes_back(tmp_path, language, encoding, given):
    text = TEXTS[language]
    options = ReadOptions(encoding=encoding if given else None, header=True, block_bytes=TINY)
    table = read_text(tmp_path, text.encode(encoding), options)
    rows = [line.split(";") for line in text.splitlines()]
    assert list(table.columns) == rows[0]
    assert cells(table) == rows[1:]
    notes = codes(table)
    assert "undecodable" not in notes
    assert notes["encoding"]["confidence"] >= (100 if given else 40)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_headers_are_found_in_every_language(tmp_path, language):
    table = read_text(tmp_path, TEXTS[language])
    assert list(table.columns) == TEXTS[language].splitlines()[0].split(";")


def test_the_rare_umlaut_at_the_end_of_a_long_file_counts(tmp_path):
    text = "id;ort\n" + "".join(f"{n};Ulm\n" for n in range(300_000)) + "300001;Köln-Mülheim\n"
    table = read_text(tmp_path, text.encode("cp1252"), ReadOptions())
    assert codes(table)["encoding"]["encoding"] == "cp1252"
    assert cells(table)[-1] == ["300001", "Köln-Mülheim"]


def test_broken_utf8_stays_utf8_and_is_counted(tmp_path):
    lines = [f"{n};Straße {n} in Köln".encode() for n in range(1, 200)]
    lines[49] = b"50;Stra\xdfe 50"
    table = read_text(tmp_path, b"id;ort\n" + b"\n".join(lines))
    assert codes(table)["encoding"]["encoding"] == "utf-8"
    assert codes(table)["undecodable"] == {"count": 1, "row": 51}
    assert cells(table)[48:50] == [["49", "Straße 49 in Köln"], ["50", "Stra\ufffde 50"]]


def test_bytes_without_meaning_are_counted_by_row(tmp_path):
    lines = [f"{n};Straße {n}".encode("cp1252") for n in range(1, 100)]
    lines[9] += b"\x81\x81"
    table = read_text(tmp_path, b"id;ort\n" + b"\n".join(lines), ReadOptions(block_bytes=TINY))
    assert codes(table)["undecodable"] == {"count": 2, "row": 11}


@pytest.mark.parametrize(("encoding", "row"), [("utf-8", 3), ("ascii", 3), ("no-such-encoding", 1)])
def test_a_wrong_encoding_that_was_given_is_an_error(tmp_path, encoding, row):
    with pytest.raises(NotDecodable) as caught:
        read_text(tmp_path, "id;ort\n1;Ulm\n2;Köln\n".encode("cp1252"), ReadOptions(encoding=encoding))
    assert caught.value.values["row"] == row
    assert "Köln" not in str(caught.value)


def test_a_little_text_makes_a_guess_less_sure():
    assert guess_encoding("Zoë".encode("cp1252")).confidence < 0.9
    assert guess_encoding((TEXTS["russian"] * 3).encode("koi8-r")).confidence > 0.95


def test_a_character_cut_by_a_block_is_whole_again(tmp_path):
    text = "id;text\n" + "".join(f"{n};{'路燈不亮' * (n % 7)}x\n" for n in range(2000))
    for encoding in ("utf-16", "big5", "utf-8"):
        table = read_text(tmp_path, text.encode(encoding), ReadOptions(block_bytes=500, encoding=encoding))
        assert cells(table) == [line.split(";") for line in text.splitlines()[1:]]
