"""Link a table of the data set with a table of a public file: who is found, by which columns, in spite of errors."""

from collections.abc import Sequence

import numpy as np

from pia_toolkit.disclosure_risk.linkage.both_files import BothFiles, PublicTable
from pia_toolkit.disclosure_risk.linkage.column_sets import ROW_VISITS, count_sets
from pia_toolkit.disclosure_risk.linkage.correspondence import Pair, find_pairs, pairs_named
from pia_toolkit.disclosure_risk.linkage.exact import Match, found_rows, match
from pia_toolkit.disclosure_risk.linkage.fuzzy import SOUGHT, Exactly, link_fuzzily
from pia_toolkit.disclosure_risk.linkage.joint_codes import JointColumn, join_codes
from pia_toolkit.disclosure_risk.linkage.matched_files import Files, Units, files_of
from pia_toolkit.disclosure_risk.linkage.same_meaning import without_false_friends
from pia_toolkit.disclosure_risk.linkage.truth import measure_truth
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, TableVerdict, Unit
from pia_toolkit.domain.linkage_risk import Candidates, LinkageRisk

__all__ = ["DEFAULT_OPTIONS", "LinkOptions", "PublicTable", "link"]

_SIZES = ((1, 1), (2, 4), (5, 9), (10, 99), (100, None))
"""Numbers of candidates that are told together."""

_SLOWER = 4
"""How many times as long counting takes when rows share units."""

_ABOUT_GROUPS = {"aggregate", ABOUT_THE_FILE}


class LinkOptions(Frozen):
    """What the user chose. `on`: pairs of columns in place of those found; `truth`: a pair that tells who is who.

    A pair is a column of the data set and one of the public file; columns that make one are joined by `+`. `fuzzy`:
    whether to look for units with errors too; `sought`: how many of them, a sample where there are more. `row_visits`:
    rows of both files times sets of columns that may be counted.
    """

    on: tuple[tuple[str, str], ...] = ()
    truth: tuple[str, str] | None = None
    fuzzy: bool = True
    sought: int = SOUGHT
    row_visits: int = ROW_VISITS


DEFAULT_OPTIONS = LinkOptions()


def link(
    table: Table, verdict: TableVerdict, unit: Unit, public: PublicTable, options: LinkOptions = DEFAULT_OPTIONS
) -> LinkageRisk:
    """Find out how many people or devices of a table are found in a public file, and by which columns.

    Every row of both counts; only the search in spite of errors may look for a sample, which is said then. A unit
    with several rows is found by any of them. The figures are a lower bound of what somebody with more knowledge
    reaches, and a match one to one is no proof that it is right. Raises `UnknownColumn` for a column that the user
    named and a table does not have (`Several` for more than one), and what reading the files raises.
    """
    both = BothFiles(table, verdict, unit, public)
    on = pairs_named(options.on, verdict, public.verdict)
    truth = pairs_named((options.truth,), verdict, public.verdict) if options.truth else ()
    if both.are_one:
        return _nothing(both, "linkage-same-file")
    if not on and {verdict.kind, public.verdict.kind} & _ABOUT_GROUPS:
        return _nothing(both, "linkage-no-records")
    pairs = on
    if not on:
        found = find_pairs(verdict, public.verdict, truth)
        order = [column.name for column in verdict.columns]
        found = (*found, *both.pairs_by_values((*truth, *found)))
        pairs = tuple(sorted(found, key=lambda pair: order.index(pair.columns[0])))
    ours, theirs = both.encode((*pairs, *truth))
    if not ours.rows or not theirs.rows:
        return _nothing(both, "linkage-empty")
    our_units, their_units = both.units(ours, theirs)
    columns, notes = _that_link(pairs, [join_codes(pair, ours, theirs) for pair in pairs], (our_units, their_units))
    about = _about(both, our_units[1], their_units[1], (ours.rows, theirs.rows))
    if not columns:
        return about.model_copy(update={"notes": (*notes, _no_columns(both))})
    joint_truth = join_codes(truth[0], ours, theirs) if truth else None
    files = files_of(columns, our_units, their_units)
    return _measure(about.model_copy(update={"notes": notes}), columns, files, joint_truth, options)


def _measure(
    about: LinkageRisk,
    columns: Sequence[JointColumn],
    files: Files,
    truth: JointColumn | None,
    options: LinkOptions,
) -> LinkageRisk:
    """Measure who is found by some columns."""
    several = files.ours.units is not None or files.theirs.units is not None
    visits = options.row_visits // _SLOWER if several else options.row_visits
    everything = range(len(columns))
    exactly = Exactly(match(files, everything), found_rows(files, everything))
    sets = count_sets(files, [column.linked.columns for column in columns], exactly.match, visits)
    fuzzy = link_fuzzily(columns, files, exactly, options.sought) if options.fuzzy else None
    return about.model_copy(
        update={
            "columns": tuple(column.linked for column in columns),
            "matched": sets.all_columns,
            "matched_rows": int(np.count_nonzero(exactly.rows)),
            "candidates": _candidates(exactly.match, files.ours.unit_count),
            "without_one": sets.without_one,
            "best_sets": sets.best,
            "sets_counted": sets.counted,
            "largest_set": sets.largest,
            "fuzzy": fuzzy.told if fuzzy else None,
            "truth": measure_truth(truth, files, fuzzy) if truth else None,
        }
    )


def _that_link(
    pairs: Sequence[Pair], joined: Sequence[JointColumn], units: tuple[Units, Units]
) -> tuple[list[JointColumn], tuple[ReadingNote, ...]]:
    """Leave out columns that share no value and false friends, each with a note; what the user named stays."""
    sharing = [
        (pair, column)
        for pair, column in zip(pairs, joined, strict=True)
        if column.linked.values_found_share > 0 or pair.by_user
    ]
    kept = without_false_friends(sharing, *units)
    linked = {column.linked.columns for _, column in sharing}
    left = {column.linked.columns for column in kept}
    notes = [
        ReadingNote(
            code="linkage-false-friend" if column.linked.columns in linked else "linkage-nothing-shared",
            values={
                "columns": " + ".join(column.linked.columns),
                "public_columns": " + ".join(column.linked.public_columns),
            },
        )
        for column in joined
        if column.linked.columns not in left
    ]
    return kept, tuple(notes)


def _candidates(found: Match, units: int) -> tuple[Candidates, ...]:
    told = []
    for least, most in _SIZES:
        within = (found.candidates >= least) & (found.candidates <= (most or np.inf))
        count = int(found.units[within].sum())
        told.append(Candidates(least=least, most=most, units=count, share=count / max(units, 1)))
    return tuple(told)


def _about(both: BothFiles, units: int, public_units: int, rows: tuple[int, int]) -> LinkageRisk:
    return LinkageRisk(
        public_table=both.public.verdict.name,
        public_file=both.public.table.source.name,
        public_sha256=both.public.table.source.sha256,
        public_rows=rows[1],
        public_units=public_units,
        rows=rows[0],
        units=units,
    )


def _nothing(both: BothFiles, code: str) -> LinkageRisk:
    """Return a linkage in which nothing was compared, with the reason."""
    rows = both.verdict.rows, both.public.verdict.rows
    return _about(both, 0, 0, rows).model_copy(update={"notes": (ReadingNote(code=code),)})


def _no_columns(both: BothFiles) -> ReadingNote:
    """Say which columns were looked at in vain."""
    return ReadingNote(
        code="linkage-no-columns",
        values={
            "columns": ", ".join(column.name for column in both.verdict.columns),
            "public_columns": ", ".join(column.name for column in both.public.verdict.columns),
        },
    )
