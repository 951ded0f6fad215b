"""Figures as people read them: rounded as far as they carry, never a count of very few people."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pia_toolkit.domain.rounding import rounded_percent
from pia_toolkit.i18n import Words
from pia_toolkit.reports.blocks import Content, Share

_BEYOND = {"<": "under", ">": "over"}
_METRES_PER_KILOMETRE = 1000
_TEN_METRES = 10
_DAY = 86400
_STEPS = (("year", 365 * _DAY), ("day", _DAY), ("hour", 3600), ("minute", 60), ("second", 1))
_SIZES = (("megabytes", 10**6), ("kilobytes", 10**3))


@dataclass(frozen=True)
class Figures:
    """Figures in one language; `floor` is the smallest count of people told exactly."""

    words: Words
    floor: int

    def number(self, value: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{value:,}"

    def is_few(self, count: int) -> bool:
        """Whether a count of people is too small to be told."""
        return 0 < count < self.floor

    def people(self, count: int) -> str:
        """Return a count of people, or 'fewer than …' when it is too small to be told."""
        return self.words("report.number.few", floor=self.floor) if self.is_few(count) else self.number(count)

    def percent(self, share: float) -> str:
        """Return a share (0 to 1) as a percentage; only all is 100 % and only nothing is 0 %."""
        sign, number = rounded_percent(share)
        percent = self._percent(number)
        return self.words(f"report.number.{_BEYOND[sign]}", percent=percent) if sign else percent

    def at_most(self, share: float) -> str:
        """Return a share (0 to 1) as an upper end, for counts that are too small to be told."""
        return self.words("report.number.under", percent=self._percent(f"{share * 100:.2g}"))

    def share(self, count: int, total: int) -> str:
        """Return `count` of `total` as a percentage, or 'fewer than …' when too few to be told."""
        return self.people(count) if self.is_few(count) or not total else self.percent(count / total)

    def told(self, count: int) -> Content:
        """Return a count of people as a number, or in words when it is too small to be told."""
        return self.people(count) if self.is_few(count) else count

    def share_told(self, count: int, total: int) -> Content:
        """Return `count` of `total` as a share, or in words when it is too small to be told."""
        if self.is_few(count):
            return self.people(count)
        return Share(count / total) if total else None

    def shown(self, content: Content) -> str:
        """Return what a cell holds as text."""
        match content:
            case None:
                return ""
            case Share():
                return self.percent(content.value)
            case int():
                return self.number(content)
            case float():
                return f"{content:g}"
            case _:
                return content

    def decimals(self, value: float) -> float:
        """Return a measure without a unit, rounded to three figures."""
        return float(f"{value:.3g}")

    def counted(self, unit: str, count: int) -> str:
        """Return a number of protected units with their name, such as '2,048 people'."""
        return self.words(f"labels.counted.{unit}", number=self.people(count))

    def metres(self, metres: float) -> str:
        """Return a distance in centimetres, metres or kilometres, as fits."""
        if metres >= _METRES_PER_KILOMETRE:
            return self.words("report.number.kilometres", number=f"{metres / _METRES_PER_KILOMETRE:.0f}")
        if metres >= 1:
            return self.words(
                "report.number.metres", number=f"{metres:.{0 if metres >= _TEN_METRES else 1}f}".removesuffix(".0")
            )
        return self.words("report.number.centimetres", number=f"{max(metres * 100, 1):.0f}")

    def step(self, seconds: int | None) -> str:
        """Return a time step in the largest unit that divides it; None is a single moment."""
        if not seconds:
            return self.words("report.number.moment")
        unit, length = next((unit, length) for unit, length in _STEPS if seconds % length == 0)
        count = seconds // length
        return self.words(f"report.number.{'one' if count == 1 else 'many'}-{unit}", number=self.number(count))

    def days(self, count: int) -> str:
        """Return a number of days, in years where it is whole years."""
        return self.step(count * _DAY)

    def size(self, count: int) -> str:
        """Return a file size in bytes, kB or MB."""
        for unit, length in _SIZES:
            if count >= length:
                return self.words(f"report.number.{unit}", number=f"{count / length:,.1f}")
        return self.words("report.number.bytes", number=str(count))

    def capitalised(self, text: str) -> str:
        """Return a sentence that may begin with a figure in words, such as 'fewer than 5', with a capital."""
        return text[:1].upper() + text[1:]

    def date(self, moment: datetime) -> str:
        """Return the day of a moment, in UTC."""
        moment = in_utc(moment)
        months: list[str] = self.words.find("report.months")
        return self.words("report.date", day=moment.day, month=months[moment.month - 1], year=moment.year)

    def _percent(self, number: str) -> str:
        return self.words("report.number.percent", number=number)


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is taken to be in it."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
