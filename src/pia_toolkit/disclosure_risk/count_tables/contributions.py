"""Which sums of amounts would give away a large contributor, where a table tells who contributed what."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pia_toolkit.disclosure_risk.count_tables.column_texts import ColumnTexts
from pia_toolkit.disclosure_risk.count_tables.count_table import Ints
from pia_toolkit.disclosure_risk.count_tables.dominance import DominanceRules, judge_cells
from pia_toolkit.disclosure_risk.count_tables.lines import contexts
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules
from pia_toolkit.domain.count_table_risk import DominanceRisk
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import ColumnVerdict, Role, TableVerdict

_MOST_ROWS = 5_000_000
_MOST_VALUES = 0.2
"""Distinct values per row up to which a column is taken for one by which amounts are summed."""
_MOST_DIMENSIONS = 3
_NUMBER = re.compile(r"^[0-9]+(?:[.,][0-9]+)?$")
_DISTINCT = 2


def measure_dominance(
    table: Table, verdict: TableVerdict, rules: DominanceRules | None = None
) -> tuple[DominanceRisk, ...]:
    """Judge the sums of each column of amounts by the columns of areas, kinds and years that a table has.

    Only for tables with a column of organisations, which contribute the amounts. A table that has the sums alone
    cannot be judged: nobody sees in it who contributed.
    """
    known = count_table_rules()
    rules = rules or DominanceRules()
    contributors = verdict.with_category(*known.contributors)
    amounts = verdict.with_category(*known.amounts)
    dimensions = [column.name for column in verdict.columns if _is_dimension(column, verdict)][:_MOST_DIMENSIONS]
    if not (contributors and amounts and dimensions) or not 0 < verdict.rows <= _MOST_ROWS:
        return ()
    who = contributors[0].name
    codes, read = _read(table, [who, *dimensions], [amount.name for amount in amounts])
    found = []
    for amount, values in read.items():
        usable = values > 0
        if usable.any():
            cells = contexts([codes[name][usable] for name in dimensions], int(usable.sum()))[0]
            judged = judge_cells(cells, codes[who][usable], values[usable], rules)
            found.append(
                DominanceRisk(
                    amount=amount,
                    contributor=who,
                    columns=tuple(dimensions),
                    cells=len(judged.few),
                    threshold=rules.threshold,
                    largest=rules.largest,
                    dominance_percent=rules.percent,
                    p=rules.p,
                    q=rules.q,
                    few_contributors=int(judged.few.sum()),
                    dominated=int(judged.dominated.sum()),
                    p_unsafe=int(judged.p_percent.sum()),
                    pq_unsafe=int(judged.pq.sum()),
                )
            )
    return tuple(found)


def _is_dimension(column: ColumnVerdict, verdict: TableVerdict) -> bool:
    """Whether amounts are likely to be summed by a column: an area, a kind, a year, with few different values."""
    known = count_table_rules()
    fitting = column.category in known.places | {"category", "year", "month", "period", "service-category"}
    few = _DISTINCT <= column.profile.distinct <= _MOST_VALUES * max(1, verdict.rows)
    return fitting and few and column.category not in known.contributors and column.role is not Role.DIRECT_IDENTIFIER


def _read(
    table: Table, names: Sequence[str], amounts: Sequence[str]
) -> tuple[dict[str, Ints], dict[str, npt.NDArray[np.float64]]]:
    """Read some columns as numbers of their different texts, and columns of amounts, in one pass."""
    texts = {name: ColumnTexts() for name in names}
    parts: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in amounts}
    for batch in table.batches([*names, *amounts]):
        for name, column in texts.items():
            column.update(batch.column(name))
        for name, read in parts.items():
            read.append(_amounts(batch.column(name)))
    codes = {name: column.finish()[0] for name, column in texts.items()}
    return codes, {name: np.concatenate(read) if read else np.zeros(0) for name, read in parts.items()}


def _amounts(column: pa.Array) -> npt.NDArray[np.float64]:
    """Read amounts; 0 where a cell holds no plain number of 0 or more."""
    encoded = column.fill_null("").dictionary_encode()
    values = np.array([_amount(text) for text in encoded.dictionary.to_pylist()], np.float64)
    found: npt.NDArray[np.float64] = values[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def _amount(text: str) -> float:
    plain = re.sub(r"[\s'’]|[^\d.,-]", "", text)
    if re.match(r"^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$", plain):
        plain = plain.replace(",", "")
    elif re.match(r"^[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?$", plain):
        plain = plain.replace(".", "")
    return float(plain.replace(",", ".")) if _NUMBER.match(plain) else 0.0
