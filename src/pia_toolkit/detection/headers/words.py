"""A column name cut into words: however it is written, in whatever script."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

# Letters that Unicode does not take apart although people type them without their mark.
_SAME_LETTER = {
    "№": "no",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ى": "ي",
    "ة": "ه",
}
# Latin, Greek and Cyrillic accents; Arabic and Hebrew vowel signs; the Arabic stretcher; the Devanagari dot;
# invisible characters. Vowel signs of Indic scripts and Thai are letters in their own right and stay.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u0655\u0670\u093c\u200b-\u200f\u2060\ufeff]")
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_ARABIC_ARTICLE = re.compile("(?<![^\\s,])و?ال(?=[\u0621-\u064a]{3})")
_POSSESSIVE = re.compile(r"['’]s(?![^\W_])")
_NUMBER_SIGN = re.compile(r"#|\b[nN]°")
_BRACKETED = re.compile(r"[(\[（【]([^)\]）】]{1,12})[)\]）】]")
_UNITS = frozenset(
    "°c ℃ °f c f k ‰ mm cm m km ft mi m2 m² km2 km² ha m3 m³ l ml g kg t mg µg/m3 µg/m³ ug/m3 μg/m3 μg/m³ ppm "
    "ppb db dba db(a) w kw kwh mwh wh v mv a ma hz khz mhz pa hpa kpa bar mbar km/h kmh mph m/s knots deg ° min "
    "h hr hrs s sec ms eur usd gbp € $ £ ¥ 元 万元 円 원 岁 歳 米 公里 千米 平方米 公斤 lux lx dbm mg/l ntu w/m2 "
    "w/m²".split()
)

_ABBREVIATION = 4


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a header, or one character of a script that writes without spaces.

    `segment` counts the dots and colons of a nested name (`owner.name`), `part` the slashes between two names
    (`姓名/Name`); `aside`: in brackets; `glued`: nothing parts it from the word before (`kWh`).
    """

    text: str
    start: int
    segment: int
    part: int
    aside: bool = False
    spaced: bool = True
    glued: bool = False

    @property
    def end(self) -> int:
        """Place after the last character."""
        return self.start + len(self.text)

    @property
    def place(self) -> tuple[int, int, bool]:
        """Segment, part and bracket in which the word stands."""
        return self.segment, self.part, self.aside

    @property
    def is_number(self) -> bool:
        """Whether it only counts, as in `phone2`."""
        return self.text.isdigit()


def fold(text: str) -> str:
    """Return `text` in small letters without accents, vowel signs and other marks that people leave out."""
    text = text.casefold()
    if text.isascii():
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFKD", respell(text, _SAME_LETTER)))
    return unicodedata.normalize("NFC", _ARABIC_ARTICLE.sub("", text) if "ال" in text else text)


def respell(text: str, letters: Mapping[str, str]) -> str:
    """Return `text` with some letters written differently."""
    for letter, spelling in letters.items():
        if letter in text:
            text = text.replace(letter, spelling)
    return text


@cache
def split_header(name: str) -> tuple[Word, ...]:
    """Cut a column name into words: `ownerName2 (°C)` into owner, name, 2.

    Handles camelCase, PascalCase, snake_case, kebab-case, dots, digits, brackets and scripts without spaces.
    Units of measurement in brackets are left out.
    """
    text = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", _drop_units(name)))
    text = _NUMBER_SIGN.sub(" no ", text).replace("%", " percent ")
    words: list[Word] = []
    segment = part = start = 0
    aside = False
    for piece in re.findall(r"[.:](?=\S)|[/|()\[\];]|[^.:\s/|()\[\];]+", text):
        if piece in ".:":
            segment += bool(words)
        elif piece in "/|;":
            part += bool(words)
        elif piece in "()[]":
            aside = piece in "(["
        else:
            for letters, glued in _split_piece(piece):
                folded = fold(letters)
                spaced = not _WITHOUT_SPACES.match(folded)
                for word in [folded] if spaced else list(folded):
                    words.append(Word(word, start, segment, part, aside, spaced, glued))
                    start += len(word)
    return tuple(words) if ":" in text else _join_abbreviations(tuple(words))


def _drop_units(name: str) -> str:
    return _BRACKETED.sub(lambda found: " " if found[1].strip().casefold() in _UNITS else found[0], name)


def _join_abbreviations(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Take the first dot for that of an abbreviation (`Tel.No`, `D.O.B`) when it follows up to four letters."""
    if words and words[-1].segment and sum(len(word.text) for word in words if not word.segment) <= _ABBREVIATION:
        return tuple(replace(word, segment=0) for word in words)
    return words


def _split_piece(piece: str) -> list[tuple[str, bool]]:
    """Cut at signs, between letters and digits, between scripts and at the humps of camelCase."""
    cut: list[tuple[str, bool]] = []
    before = ""
    for place, char in enumerate(piece):
        kind = _kind(char)
        after = _kind(piece[place + 1]) if place + 1 < len(piece) else ""
        hump = kind == "A" and (before == "a" or (before == "A" and after == "a"))
        same = kind == before or (before == "A" and kind == "a") or (kind == "m" and before in ("a", "A", "文"))
        if kind != "-" and same and not hump:
            cut[-1] = (cut[-1][0] + char, cut[-1][1])
        elif kind != "-":
            cut.append((char, before not in ("", "-")))
        before = before if kind == "m" else "'" if char in "'’" else kind
    return cut


def _kind(char: str) -> str:
    """Return A for a capital, a for another letter, 9 for a digit, 文 for scripts without spaces, m for marks."""
    if char.isascii():
        return "9" if char.isdigit() else "-" if not char.isalpha() else "A" if char.isupper() else "a"
    if _WITHOUT_SPACES.match(char):
        return "文"
    category = unicodedata.category(char)
    if category == "Lu":
        return "A"
    return {"L": "a", "M": "m", "N": "9"}.get(category[0], "-")
