"""What a recognizer file says: one kind of personal data, how to know it, and why it matters."""

import re
import re._parser as sre_parser
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from pia_toolkit.detection.catalogue.checks import find_problem
from pia_toolkit.detection.catalogue.checksums import check
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.frozen import Frozen, LocalText, Named
from pia_toolkit.domain.inventory import Role, UnitKind

_trusted: ContextVar[bool] = ContextVar("trusted", default=False)


@contextmanager
def trusted() -> Iterator[None]:
    """Read recognizers without trying their patterns for what makes one slow, which takes longer than all the rest.

    For the shipped files alone: a test checks every one of them in full.
    """
    before = _trusted.set(True)
    try:
        yield
    finally:
        _trusted.reset(before)


class Strength(StrEnum):
    """How seldom anything else looks like this.

    `certain`: practically nothing else (an e-mail address). `strong`: little else (a MAC address without
    separators and a checksum). `weak`: many other things (a bare run of nine digits); weak values need a header or a
    checksum.
    """

    CERTAIN = "certain"
    STRONG = "strong"
    WEAK = "weak"


class ValuePattern(Frozen):
    r"""What a whole cell looks like. The regex must match all of it; it needs no anchors.

    Only what Python's `re` and Rust's `regex` both know and read alike: no lookaround, no backreference, `[0-9]`
    instead of `\d`. `checksum` names a check: a python-stdnum module such as `es.dni` or `luhn`, or one of our own
    (see checksums.py).
    """

    regex: str
    strength: Strength
    checksum: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")

    @field_validator("regex")
    @classmethod
    def _reads_alike_everywhere(cls, regex: str) -> str:
        if _trusted.get():
            return regex
        for construct in (r"\(\?[=!<]", r"\\[1-9]", r"\\[dDwWsSbB]", r"\(\?P"):
            if re.search(construct, regex):
                message = "lookaround, backreference, \\d \\w \\s \\b and named groups are not allowed"
                raise ValueError(message)
        try:
            sre_parser.parse(regex)
        except re.error as error:
            message = f"not a regular expression: {error.msg}"
            raise ValueError(message) from None
        problem = find_problem(regex)
        if problem:
            raise ValueError(problem)
        return regex

    @field_validator("checksum")
    @classmethod
    def _is_a_known_check(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                check(name)
            except KeyError:
                message = f"unknown check {name}"
                raise ValueError(message) from None
        return name


class NumberRange(Frozen):
    """Numbers between two bounds; `decimals`: the fewest that most cells must have where no header speaks for it."""

    lowest: float
    highest: float
    decimals: int = 0


class Recognizer(Named):
    """One kind of data. Several recognizers may share a category (national ids of many countries)."""

    category: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    role: Role
    personal: bool = Field(description="whether a column of this kind holds personal data")
    why: LocalText = Field(description="why it matters, in a sentence")
    reference: str = Field(description="the authority or standard that defines it")
    signals: tuple[FactCode, ...] = ()
    unit: UnitKind | None = Field(default=None, description="what it singles out when it repeats over rows")
    header: tuple[str, ...] = Field(default=(), description="lexicon concepts that speak for it")
    patterns: tuple[ValuePattern, ...] = ()
    word_lists: tuple[str, ...] = Field(default=(), description="value lists of detection/lexicon/values/")
    number: NumberRange | None = None
    needs_header: bool = Field(default=False, description="values alone are never enough")
    header_suffices: bool = Field(default=False, description="values may be anything, such as codes")
    measured: bool = Field(default=False, description="values may be amounts or have decimals")
    repeats: bool = Field(default=False, description="comes back over rows; a column without repeats numbers its rows")
    in_text: bool = Field(default=False, description="looked for inside free text too")
    together_with: str | None = Field(
        default=None, description="recognizer whose patterns count here too: some people write it this way, some that"
    )
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_recognized(self) -> "Recognizer":
        if not (self.header or self.patterns or self.word_lists):
            message = "give header, patterns or word_lists"
            raise ValueError(message)
        if (self.patterns or self.word_lists) and not (self.examples and self.counter_examples):
            message = "patterns and word lists need examples and counter_examples"
            raise ValueError(message)
        return self
