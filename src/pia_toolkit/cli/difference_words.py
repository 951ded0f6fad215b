"""Differences in words a data protection officer understands."""

from collections.abc import Iterator, Sequence

from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.difference import Area, Change, Difference, Direction, How, Side
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.known import percentage
from pia_toolkit.i18n import Words
from pia_toolkit.reports.plain_text import show_controls

_LONGEST = 160
"""Characters of a text of the case that are shown; JSON has all."""
_HASH_SHOWN = 12
_DAY = "%Y-%m-%d"
_SHARES = {
    *("unique", "at-risk", "marketer", "population-unique", "unicity", "load-unicity"),
    *("one-value", "home-alone", "home-work-alone", "week-to-week", "linked"),
}
_WITH_FIELDS = {"policy", "reference"}
"""Declared fields that have fields of their own; below the others stand names that people gave."""
_HASHES = {"sha256", "source"}
_LEFT_OUT = {
    Area.SCENARIO: {"computed", "inherent", "likelihood", "severity"},
    Area.RIGHTS: {"evidenced"},
    Area.DATA: {"personal"},
    Area.OVERRIDE: {"computed_likelihood", "computed_severity"},
    Area.CONTENT: {"sha256"},
}
"""What need not be told of a thing that is on one side only."""
_LABELS = {
    **dict.fromkeys(("residual", "inherent", "level", "computed", "likelihood", "severity"), "level"),
    **dict.fromkeys(("computed_likelihood", "computed_severity"), "level"),
    "required": "level",
    "decision": "decision",
    "state": "rights-state",
    "role": "role",
    "category": "category",
    "decided": "ruling",
    "unit": "unit-kind",
    "value": "value",
    "data/kind": "table-kind",
    "declared/kind": "recipient-kind",
    "release": "release",
    "stage": "stage",
}
"""By aspect, or area and aspect, which labels codes have; those of an area of its own stand in `difference.codes`."""


def rows_of(difference: Difference, speak: Words) -> list[list[str]]:
    """Return a row for each change: its weight, what it is about, what differs. What is new or gone is one row."""

    def thing(change: Change) -> tuple[object, ...]:
        whole = change.how is not How.CHANGED and change.area is not Area.FIGURE
        return (change.area, change.how, change.subject, "" if whole else change.aspect)

    found: dict[tuple[object, ...], list[Change]] = {}
    for change in difference.changes:
        found.setdefault(thing(change), []).append(change)
    return [_row(together, speak) for together in found.values()]


def _row(together: Sequence[Change], speak: Words) -> list[str]:
    first = together[0]
    weight = speak(f"difference.gravity.{first.gravity}")
    if first.direction is not Direction.NEITHER:
        weight = speak("difference.weight", gravity=weight, direction=speak(f"difference.direction.{first.direction}"))
    told = _changed(first, speak) if first.how is How.CHANGED else _on_one_side(together, speak)
    return [weight, speak(f"difference.area.{first.area}"), told]


def _changed(change: Change, speak: Words) -> str:
    aspect = _aspect(change, speak)
    told = {"before": _value(change, change.before, speak), "after": _value(change, change.after, speak)}
    if told["before"] == told["after"]:  # figures that are the same when they are rounded, texts when shortened
        told = {side: str(getattr(change, side)) for side in told}
    key = "difference.changed-aspect" if aspect else "difference.changed"
    return speak(key, subject=_subject(change, speak), aspect=aspect, **told)


def _on_one_side(together: Sequence[Change], speak: Words) -> str:
    """Say that a thing is new or gone, and what it is."""
    subject, how = _subject(together[0], speak), together[0].how
    said = speak("difference.said-separator").join(_said(together, speak))
    return speak(f"difference.{how}-with" if said else f"difference.{how}", subject=subject, said=said)


def _said(together: Sequence[Change], speak: Words) -> Iterator[str]:
    """Yield what is said of a thing that is on one side only."""
    for change in together:
        value = change.after if change.how is How.NEW else change.before
        goes_without_saying = (
            value is True if change.aspect == "required" else not change.aspect and value == change.subject[-1]
        )
        if change.aspect not in _LEFT_OUT.get(change.area, ()) and not goes_without_saying:
            aspect, told = _aspect(change, speak), _value(change, value, speak)
            yield speak("difference.said", aspect=aspect, value=told) if aspect else told


def _subject(change: Change, speak: Words) -> str:
    """Return what a change is about, in words."""
    names = [_shortened(name) for name in change.subject]
    between = speak("difference.part-separator")
    match change.area:
        case Area.DATA:
            told = speak(f"difference.{'column' if len(names) > 1 else 'table'}", table=names[0], column=names[-1])
        case Area.FIGURE:
            told = speak("difference.figure", table=names[0], figure=_figure(change, speak))
        case Area.OUTCOME:
            key = f"requirement.{names[1]}" if len(names) > 1 else f"aspects.outcome.{change.aspect}"
            told = speak(f"difference.{key}", title=_shortened(change.label or names[-1]))
        case Area.DECLARED | Area.DECISION:
            own = change.area is Area.DECISION or names[0] in _WITH_FIELDS
            parts = [_part(change.area, name, speak) if own or not place else name for place, name in enumerate(names)]
            told = between.join(filter(None, parts))
        case Area.RIGHTS:
            told = " ".join(filter(None, (cite(change.subject[-1], speak.language), change.label)))
        case _:
            thing = change.label or between.join(names[:1] if change.area is Area.ACTION else names)
            told = speak("difference.named", name=_shortened(thing))
    return told


def _part(area: Area, name: str, speak: Words) -> str:
    """Return the words for a field, or for a field within one; a name that people gave stays."""
    for place in (f"fields.{name}", f"aspects.{area}.{name}"):
        found = speak.find(f"difference.{place}")
        if isinstance(found, str):
            return found
    return name


def _figure(change: Change, speak: Words) -> str:
    """Return the name of a figure with the resolution, or the columns, it is about."""
    about = [name or speak("difference.as-written") for name in change.subject[1:]]
    about += [""] * (3 - len(about))
    places = dict(zip(("first", "second", "third"), about, strict=False))
    if change.aspect == "metres":
        places["first"] = speak("difference.list-separator").join(change.subject[1:])
    return speak(f"difference.figures.{change.aspect}", **places)


def _aspect(change: Change, speak: Words) -> str:
    """Return what of a thing differs; empty where that goes without saying."""
    if change.area in (Area.OUTCOME, Area.FIGURE) or not change.aspect:
        return ""
    found = speak.find(f"difference.aspects.{change.area}.{change.aspect}")
    return found.strip() if isinstance(found, str) else change.aspect


def _value(change: Change, value: Scalar | None, speak: Words) -> str:
    """Return a value in words: codes by their labels, shares as percentages, texts shortened."""
    if value is None or value == "":
        return speak("difference.nothing")
    if isinstance(value, bool):
        return speak(f"difference.{'yes' if value else 'no'}")
    if change.area is Area.FIGURE and change.aspect in _SHARES:
        return percentage(float(value))
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    return _word(change.area, change.aspect or change.subject[-1], value, speak)


def _word(area: Area, code: str, value: str, speak: Words) -> str:
    """Return the words for a code; a text that is none stands between quotation marks."""
    if code in _HASHES:
        return value[:_HASH_SHOWN]
    own = speak.find(f"difference.codes.{area}.{code}.{value}")
    if isinstance(own, str):
        return own
    kind = _LABELS.get(f"{area}/{code}") or _LABELS.get(code)
    label = speak.find(f"categories.{value}" if kind == "category" else f"labels.{kind}.{value}")
    return label if isinstance(label, str) else speak("difference.text", text=_shortened(value))


def _shortened(text: str) -> str:
    plain = show_controls(" ".join(text.split()))
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def told_of_sides(difference: Difference, speak: Words) -> str:
    """Return what is compared with what."""
    return speak("difference.sides", before=_side(difference.before, speak), after=_side(difference.after, speak))


def _side(side: Side, speak: Words) -> str:
    if side.version is None:
        return speak("difference.side-now", case=side.folder)
    day, sha256 = f"{side.at:{_DAY}}", side.sha256[:_HASH_SHOWN]
    return speak("difference.side-version", case=side.folder, version=side.version, day=day, sha256=sha256)


def told_beside(difference: Difference, speak: Words) -> Iterator[str]:
    """Yield what a reader has to know beside the changes: what is missing, stale, or made by another version."""
    for entry in difference.not_compared:
        side = difference.before if entry.missing == "before" else difference.after
        yield speak(f"difference.not-compared.{entry.step}", side=_side(side, speak))
    for side in (difference.before, difference.after):
        if side.stale:
            yield speak("difference.stale", side=_side(side, speak), files=", ".join(side.stale))
    tools = [difference.before.tool_version, difference.after.tool_version]
    if tools[0] != tools[1] and all(tools):
        yield speak("difference.other-tool", before=tools[0], after=tools[1])
