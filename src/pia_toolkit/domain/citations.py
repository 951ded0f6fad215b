"""How provisions are cited: from a code such as `77/211:7(e)` to the form used in UN documents.

The forms are notation, not wording, and the same in every report. Preambular paragraphs carry no number in UN
texts: their count is the toolkit's own.
"""

import re
from dataclasses import dataclass

_UN_HABITAT = "2/1"
_GENERAL_ASSEMBLY = re.compile(r"[0-9]+/[0-9]+")
_PREAMBULAR = re.compile(r"PP([0-9]+)")


@dataclass(frozen=True)
class _Forms:
    """The notation of one language. `{place}` is a paragraph such as `7 (e)`, `{name}` an instrument."""

    instruments: dict[str, str]
    general_assembly: str
    paragraph: str
    preambular: str
    criterion: str
    article: str
    short_preambular: str


_FORMS = {
    "en": _Forms(
        instruments={
            _UN_HABITAT: "UN-Habitat Assembly resolution 2/1 (HSP/HA.2/Res.1)",
            "71/256": "A/RES/71/256, annex",
            "GDPR": "GDPR",
            "ICCPR": "ICCPR",
            "UDHR": "UDHR",
            "WP248": "WP248 rev.01",
        },
        general_assembly="A/RES/{name}",
        paragraph="{name}, para. {place}",
        preambular="{name}, {place} preambular para.",
        criterion="{name}, criterion {place}",
        article="{name}, art. {place}",
        short_preambular="preamble {place}",
    ),
    "zh": _Forms(
        instruments={
            _UN_HABITAT: "联合国人居大会第 2/1 号决议",
            "71/256": "第 71/256 号决议，附件",
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
        short_preambular="序言 {place}",
    ),
}
_BY_ARTICLE = frozenset({"GDPR", "ICCPR", "UDHR"})
_BY_CRITERION = frozenset({"WP248"})


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
    if not place:
        return name
    if counted := _PREAMBULAR.fullmatch(place):
        number = int(counted[1])
        return forms.preambular.format(name=name, place=_ordinal(number) if forms is _FORMS["en"] else number)
    if instrument in _BY_ARTICLE:
        return forms.article.format(name=name, place=_spaced(place))
    if instrument in _BY_CRITERION:
        return forms.criterion.format(name=name, place=place)
    return forms.paragraph.format(name=name, place=_spaced(place))


def cite_place(code: str, language: str = "en") -> str:
    """Return only the place within the instrument, such as `7 (e)`, for use under the instrument's name."""
    place = code.partition(":")[2] or code
    if counted := _PREAMBULAR.fullmatch(place):
        return _FORMS.get(language, _FORMS["en"]).short_preambular.format(place=counted[1])
    return _spaced(place)


def _instrument(code: str, forms: _Forms) -> str | None:
    if code in forms.instruments:
        return forms.instruments[code]
    return forms.general_assembly.format(name=code) if _GENERAL_ASSEMBLY.fullmatch(code) else None


def _spaced(place: str) -> str:
    """Set letters and sub-paragraphs apart: `7(e)` becomes `7 (e)`."""
    return re.sub(r"\s*\(", " (", place).strip()


def _ordinal(number: int) -> str:
    teens = number % 100 in {11, 12, 13}
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
