"""What measured tables of counts say for the facts: small counts of people, shown or worked out, and whole groups.

Only tables that count people speak; a count of things is nobody's.
"""

from collections.abc import Iterator

from pia_toolkit.domain.count_table_risk import CountSubject, CountTableRisk
from pia_toolkit.domain.known import Known, measurement, percentage
from pia_toolkit.domain.reasons import Reason


def _counts_of_people(known: Known) -> Iterator[tuple[str, CountTableRisk]]:
    return (
        (risk.table, risk.counts)
        for risk in known.risk.tables
        if risk.counts and risk.counts.counted is CountSubject.PEOPLE
    )


def small_counts(known: Known) -> Iterator[Reason]:
    """Tell of small counts of people that are published, that follow from totals, that come out by subtraction."""
    floor = known.policy.small_class
    accepted = 0.0 if known.open_release else known.policy.acceptable_share
    for table, counts in _counts_of_people(known):
        small = counts.below(floor)
        if small and small.cells and small.share > accepted:
            share = percentage(small.share)
            yield measurement(table, "counts", "small-counts", cells=small.cells, share=share, floor=floor)
        if counts.recoverability and counts.recoverability.recoverable_small:
            cells = counts.recoverability.recoverable_small
            yield measurement(table, "recoverability", "recoverable-counts", cells=cells, floor=floor)
        for found in counts.differencing:
            if found.small:
                says = "small-differences-between" if found.other_table else "small-differences"
                other = {"other": found.other_table} if found.other_table else {}
                yield measurement(table, f"differencing/{found.rule}", says, cells=found.small, floor=floor, **other)


def groups_in_one_cell(known: Known) -> Iterator[Reason]:
    """Tell of groups all of whose members have one and the same sensitive value."""
    for table, counts in _counts_of_people(known):
        for found in counts.group_disclosure:
            if found.sensitive and found.in_one_cell:
                yield measurement(
                    table,
                    "group-disclosure",
                    "group-in-one-cell",
                    columns=", ".join(found.columns),
                    groups=found.in_one_cell,
                    total=found.groups,
                )
