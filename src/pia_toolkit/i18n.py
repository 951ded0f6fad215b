"""The words users read, by language: `templates/words/<lang>/*.yaml`, one file per area, filled with values."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pia_toolkit.content import read_yaml
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.errors import PiaError, UnknownLanguage
from pia_toolkit.resources import content_files, shipped

_SHARES = ("share", "accepted", "chance")
"""Values of reasons that are shares, as measuring writes them; each language has its own way."""
_SHARE = re.compile(r"(?:([<>]) )?([0-9.]+) %")
"""How measuring writes a share, such as `96.4 %` or `< 0.1 %`."""
_SIGNS = {"<": "under", ">": "over"}


@dataclass(frozen=True)
class Message:
    """An error in words: what happened and where; what to do next."""

    what: str
    next: str


def languages() -> tuple[str, ...]:
    """Return the languages there are words for, English first."""
    found = sorted(path.name for path in (shipped("templates") / "words").iterdir() if path.is_dir())
    return ("en", *(language for language in found if language != "en"))


class Words:
    """Every word of one language. A sentence is named `area.key`, such as `report.title`."""

    def __init__(self, language: str) -> None:
        self.language = language
        folder = shipped("templates") / "words" / language
        self._areas: dict[str, Any] = {path.stem: read_yaml(path) for path in content_files(folder)}

    def __call__(self, name: str, /, **values: Scalar) -> str:
        """Return the sentence called `name`, filled with `values`. Raises KeyError if there is none."""
        found = self.find(name)
        if not isinstance(found, str):
            raise KeyError(name)
        return found.format(**values) if values else found

    def find(self, name: str) -> Any:
        """Return what stands under a dotted name (a sentence, a list or a section), or None."""
        found: Any = self._areas
        for part in name.split("."):
            if not isinstance(found, dict) or part not in found:
                return None
            found = found[part]
        return found

    def label(self, kind: str, code: str) -> str:
        """Return the label of a code, such as `role` and `direct-identifier`; the code itself if it has none."""
        found = self.find(f"categories.{code}" if kind == "category" else f"labels.{kind}.{code}")
        return found if isinstance(found, str) else code

    def reason(self, reason: Reason) -> str:
        """Return a reason as a sentence."""
        values = dict(reason.values)
        if "category" in values:
            values["category"] = self.label("category", str(values["category"]))
        if reason.kind is ReasonKind.SCENARIO and "level" in values:
            values["level"] = self.label("level", str(values["level"]))
        if "columns" in values:
            values["columns"] = str(values["columns"]).replace(", ", self("report.list-separator"))
        for name in _SHARES:
            if share := _SHARE.fullmatch(str(values.get(name))):
                values[name] = self._percentage(share)
        return self(f"reasons.{reason.says}", **values) if values else self(f"reasons.{reason.says}")

    def _percentage(self, share: re.Match[str]) -> str:
        """Return a share as this language writes it."""
        sign, number = share.groups()
        percent = self("report.number.percent", number=number)
        return self(f"report.number.{_SIGNS[sign]}", percent=percent) if sign else percent

    def error(self, error: PiaError) -> Message:
        """Return an error as what happened and what to do next."""
        values: dict[str, Scalar] = dict(error.values)
        problem = self.find(f"errors.problems.{values.get('problem')}")
        if isinstance(problem, str):
            values["problem"] = problem.format(**values)
        return Message(what=self(f"errors.{error.id}.what", **values), next=self(f"errors.{error.id}.next", **values))


@cache
def words(language: str) -> Words:
    """Return the words of one language. Raises `UnknownLanguage`."""
    if language not in languages():
        raise UnknownLanguage(language=language, known=", ".join(languages()))
    return Words(language)
