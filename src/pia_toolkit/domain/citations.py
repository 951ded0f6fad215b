"""How provisions are cited: from a code such as `77/211:7(e)` to the form used in UN documents.

The forms are notation, not wording, and the same in every report. Preambular paragraphs carry no number in UN
texts: their count is the toolkit's own.
"""

import re
from dataclasses import dataclass

_UN_HABITAT = "2/1"
_GENERAL_ASSEMBLY = re.compile(r"[0-9]+/[0-9]+")
_PREAMBULAR = re.compile(r"PP([0-9]+)(?:-([0-9]+))?")


@dataclass(frozen=True)
class _Forms:
    """The notation of one language. `{place}` is a paragraph such as `7 (e)`, `{name}` an instrument."""

    instruments: dict[str, str]
    general_assembly: str
    paragraph: str
    preambular: str
    criterion: str
    article: str
    goal: str
    section: str
    clause: str
    to: str
    short_preambular: str


_FORMS = {
    "en": _Forms(
        instruments={
            _UN_HABITAT: "UN-Habitat Assembly resolution 2/1 (HSP/HA.2/Res.1)",
            "71/256": "A/RES/71/256, annex",
            "79/1": "A/RES/79/1, annex I",
            "HRC 41/11": "Human Rights Council resolution 41/11",
            "HRC 54/21": "Human Rights Council resolution 54/21",
            "A/74/821": "A/74/821 (road map)",
            "ITU-T Y.4900": "ITU-T Y.4900 (definition)",
            "UN-Habitat guidelines": "International guidelines on people-centred smart cities (noted, not adopted)",
            "GDPR": "GDPR",
            "ICCPR": "ICCPR",
            "UDHR": "UDHR",
            "CRC": "Convention on the Rights of the Child",
            "GC 16": "Human Rights Committee, general comment 16",
            "WP248": "WP248 rev.01",
            "SDG": "Sustainable Development Goals",
            "EDPB-DPIA": "EDPB template 1.0 (2026)",
            "ISO/IEC 29134": "ISO/IEC 29134",
            "toolkit": "good practice of this toolkit",
        },
        general_assembly="A/RES/{name}",
        paragraph="{name}, para. {place}",
        preambular="{name}, {place} preambular para.",
        criterion="{name}, criterion {place}",
        article="{name}, art. {place}",
        goal="{name}, {place}",
        section="{name}, section {place}",
        clause="{name}, {place}",
        to=" to ",
        short_preambular="preamble {place}",
    ),
    "zh": _Forms(
        instruments={
            _UN_HABITAT: "联合国人居大会第 2/1 号决议",
            "71/256": "第 71/256 号决议，附件",
            "79/1": "第 79/1 号决议，附件一",
            "HRC 41/11": "人权理事会第 41/11 号决议",
            "HRC 54/21": "人权理事会第 54/21 号决议",
            "A/74/821": "A/74/821（路线图）",
            "ITU-T Y.4900": "ITU-T Y.4900（定义）",
            "UN-Habitat guidelines": "《以人为本的智慧城市的国际准则》（注意到而未通过）",
            "CRC": "《儿童权利公约》",
            "GC 16": "人权事务委员会第 16 号一般性意见",
            "SDG": "可持续发展目标",
            "EDPB-DPIA": "欧洲数据保护委员会模板 1.0 版（2026 年）",
            "ISO/IEC 29134": "ISO/IEC 29134",
            "toolkit": "本工具的良好做法",
            "GDPR": "《通用数据保护条例》",
            "ICCPR": "《公民及政治权利国际公约》",
            "UDHR": "《世界人权宣言》",
            "WP248": "WP248 rev.01",
        },
        general_assembly="第 {name} 号决议",
        paragraph="{name}，第 {place} 段",
        preambular="{name}，序言部分第 {place} 段",
        criterion="{name}，标准 {place}",
        article="{name}第 {place} 条",
        goal="{name} {place}",
        section="{name}，第 {place} 部分",
        clause="{name}，{place}",
        to=" 至 ",
        short_preambular="序言 {place}",
    ),
}
_BY_ARTICLE = frozenset({"GDPR", "ICCPR", "UDHR", "CRC"})
_OTHERWISE = {"WP248": "criterion", "SDG": "goal", "EDPB-DPIA": "section", "ISO/IEC 29134": "clause"}
_NO_INSTRUMENT = "toolkit"


def cite(code: str, language: str = "en") -> str:
    """Return the citation of a provision, such as `A/RES/77/211, para. 7 (e)` for `77/211:7(e)`.

    A code of an instrument that is not known here is returned as it stands: nothing is guessed. A language
    without forms of its own gets the English ones.
    """
    forms = _FORMS.get(language, _FORMS["en"])
    instrument, _, place = code.partition(":")
    name = _instrument(instrument, forms)
    if name is None:
        return code
    if not place or instrument == _NO_INSTRUMENT:
        return name
    if counted := _PREAMBULAR.fullmatch(place):
        numbers = [int(number) for number in counted.groups() if number]
        told = (
            [_ordinal(number) for number in numbers] if forms is _FORMS["en"] else [str(number) for number in numbers]
        )
        return forms.preambular.format(name=name, place=forms.to.join(told))
    if instrument in _BY_ARTICLE:
        return forms.article.format(name=name, place=_spaced(place))
    if form := _OTHERWISE.get(instrument):
        return str(getattr(forms, form)).format(name=name, place=place)
    return forms.paragraph.format(name=name, place=_spaced(place))


def cite_place(code: str, language: str = "en") -> str:
    """Return only the place within the instrument, such as `7 (e)`, for use under the instrument's name."""
    instrument, _, place = code.partition(":")
    if instrument == _NO_INSTRUMENT or not place:
        return cite(code, language)
    if _PREAMBULAR.fullmatch(place):
        return _FORMS.get(language, _FORMS["en"]).short_preambular.format(place=place.removeprefix("PP"))
    return _spaced(place)


def _instrument(code: str, forms: _Forms) -> str | None:
    if code in forms.instruments:
        return forms.instruments[code]
    return forms.general_assembly.format(name=code) if _GENERAL_ASSEMBLY.fullmatch(code) else None


def _spaced(place: str) -> str:
    """Set letters and sub-paragraphs apart: `7(e)` becomes `7 (e)`."""
    return re.sub(r"(?<![-\s])\(", " (", place).strip()


def _ordinal(number: int) -> str:
    teens = number % 100 in {11, 12, 13}
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
