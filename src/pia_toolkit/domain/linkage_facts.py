"""What linking with a public file makes true: the data are joined with others by anybody who has that file."""

from collections.abc import Iterator

from pia_toolkit.domain.known import Known, measurement, percentage
from pia_toolkit.domain.reasons import Reason

BEYOND_CHANCE = 2.0
"""How many times what chance gives must be found one to one before the data are said to link. The toolkit's choice."""


def links_with_public_file(known: Known) -> Iterator[Reason]:
    """Tell each public file in which units are found one to one, clearly more than chance gives."""
    for measured in known.risk.tables:
        for linkage in measured.linkage:
            told = max((linkage.matched, *linkage.best_sets), key=lambda one: one.one_to_one if one else 0)
            if told and told.one_to_one and told.one_to_one_share > BEYOND_CHANCE * told.chance_one_to_one_share:
                yield measurement(
                    measured.table,
                    f"linkage/{linkage.public_table}",
                    f"links-with-public-file-{measured.unit.kind.value}",
                    dataset=linkage.public_file,
                    units=told.one_to_one,
                    total=linkage.units,
                    share=percentage(told.one_to_one_share),
                    columns=", ".join(told.columns),
                )
