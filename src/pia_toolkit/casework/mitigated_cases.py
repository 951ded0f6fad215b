"""Steps on the data of a case or of a source without one: which table is meant, and what is kept of what was done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.mitigated import Mitigated, NoisyCounts
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.steps import Step
from pia_toolkit.errors import ReleasedBefore, raise_all
from pia_toolkit.measuring import Chosen, Progress, Source, options_by_table, read_again
from pia_toolkit.mitigating import Done, Subject, the_table
from pia_toolkit.pipeline import sources_of
from pia_toolkit.readers.options import AskPassword, ReadOptions
from pia_toolkit.scanning import scan
from pia_toolkit.step_text import written
from pia_toolkit.storage import write_atomically
from pia_toolkit.transformation.output import log_beside


def subject_of_source(
    source: Source, table: str | None, options: ReadOptions, progress: Progress, chosen: Chosen
) -> Subject:
    """Scan a source without a case and return the table that is meant, ready for steps to be tried on it."""
    scanned = scan([source], options, (), progress)
    raise_all(scanned.unread)
    sources: list[tuple[Source, ReadOptions]] = [(source, options)]
    return _subject(sources, scanned.inventory, Proposal(title=""), table, chosen)


def subject_of_case(case: Case, table: str | None, chosen: Chosen, ask_password: AskPassword | None = None) -> Subject:
    """Return the table of a case that is meant, as it was scanned, ready for steps to be tried on it."""
    inventory = case.load(cases.INVENTORY, Inventory)
    subject = _subject(sources_of(case, ask_password), inventory, case.proposal(), table, chosen)
    own, words = (case.folder / cases.RECOGNIZERS,), (case.folder / cases.LEXICON,)
    return replace(subject, recognizers=own, lexicon=words, kept=True)


def _subject(
    sources: Sequence[tuple[Source, ReadOptions]],
    inventory: Inventory,
    proposal: Proposal,
    name: str | None,
    chosen: Chosen,
) -> Subject:
    table, verdict = the_table(read_again(sources), inventory, name)
    return Subject(table, verdict, options_by_table(chosen, proposal, inventory)[table.name])


def keep_noisy_counts(case: Case | None, log: NoisyCounts, output: Path, at: datetime) -> None:
    """Write the log beside noisy counts, and keep it in the case."""
    _keep_log(log, output)
    if case is not None:
        with case.locked():
            name = _not_taken(case, cases.NOISY_COUNTS, output.name, ".json")
            (case.folder / name).parent.mkdir(parents=True, exist_ok=True)
            case.record("mitigate", at, {name: as_json(log)})


def _not_taken(case: Case, folder: str, name: str, suffix: str = "") -> str:
    """Return a name within a folder of the case that nothing has yet: what was kept before stays."""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (f"{folder}/{name}{number}{suffix}" for number in numbers)
    return next(one for one in names if not (case.folder / one).exists())


def check_release(case: Case | None, subject: Subject, steps: Sequence[Step], columns: Sequence[str]) -> None:
    """Refuse to release the same counts of the same data a second time. Raises `ReleasedBefore`."""
    if case is None:
        return
    for path in sorted((case.folder / cases.NOISY_COUNTS).glob("*.json")):
        log = case.load(f"{cases.NOISY_COUNTS}/{path.name}", NoisyCounts)
        same = (log.source, log.table) == (subject.table.source, subject.table.name)
        if same and set(log.columns) == set(columns) and set(log.written) == {written(step) for step in steps}:
            raise ReleasedBefore(path=path.stem)


def _keep_log(log: NoisyCounts | Mitigated, output: Path) -> None:
    """Write the log beside a file; a changed file without its log is one that nobody can account for."""
    try:
        write_atomically(log_beside(output), as_json(log))
    except BaseException:
        output.unlink(missing_ok=True)
        raise


def keep_mitigated(case: Case | None, done: Done, output: Path, at: datetime) -> None:
    """Write the log beside a mitigated file; in a case, keep it with what scanning and measuring the file found."""
    _keep_log(done.log, output)
    if case is None:
        return
    with case.locked():
        folder = _not_taken(case, cases.MITIGATED, output.name)
        (case.folder / folder).mkdir(parents=True)
        kept = {"log.json": done.log, cases.INVENTORY: done.inventory, cases.RISK: done.risk}
        case.record("mitigate", at, {f"{folder}/{name}": as_json(value) for name, value in kept.items()})
