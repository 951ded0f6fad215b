"""Steps on the data of a case or of a source without one: which table is meant, and what is kept of what was done."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pia_toolkit import case as cases
from pia_toolkit.case import Case, as_json
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.mitigated import Mitigated, NoisyCounts
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.steps import Step
from pia_toolkit.errors import ReleasedBefore, raise_all
from pia_toolkit.measuring import Chosen, Progress, Source, options_by_table, read_again
from pia_toolkit.mitigating import Done, Subject, the_table
from pia_toolkit.pipeline import scan, sources_of
from pia_toolkit.readers.options import AskPassword, ReadOptions
from pia_toolkit.step_text import written
from pia_toolkit.storage import write_atomically


def subject_of_source(
    source: Source, table: str | None, options: ReadOptions, progress: Progress, chosen: Chosen
) -> Subject:
    """Scan a source without a case and return the table that is meant, ready for steps to be tried on it."""
    scanned = scan([source], options, (), progress)
    raise_all(scanned.unread)
    return _subject([(source, options)], scanned.inventory, Proposal(title=""), table, chosen)


def subject_of_case(case: Case, table: str | None, chosen: Chosen, ask_password: AskPassword | None = None) -> Subject:
    """Return the table of a case that is meant, as it was scanned, ready for steps to be tried on it."""
    inventory = case.load(cases.INVENTORY, Inventory)
    return _subject(sources_of(case, ask_password), inventory, case.proposal(), table, chosen)


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
            folder = Path(cases.NOISY_COUNTS)
            (case.folder / folder).mkdir(parents=True, exist_ok=True)
            case.record("mitigate", at, {(folder / f"{output.stem}.json").as_posix(): as_json(log)})


def check_release(case: Case | None, subject: Subject, steps: Sequence[Step], columns: Sequence[str]) -> None:
    """Refuse to release the same counts of the same data a second time. Raises `ReleasedBefore`."""
    if case is None:
        return
    for path in sorted((case.folder / cases.NOISY_COUNTS).glob("*.json")):
        log = case.load(f"{cases.NOISY_COUNTS}/{path.name}", NoisyCounts)
        same = (log.source, log.table) == (subject.table.source, subject.table.name)
        if same and log.columns == tuple(columns) and log.written == tuple(written(step) for step in steps):
            raise ReleasedBefore(path=path.stem)


def _keep_log(log: NoisyCounts | Mitigated, output: Path) -> None:
    """Write the log beside a file; a changed file without its log is one that nobody can account for."""
    try:
        write_atomically(output.with_name(f"{output.name}.log.json"), as_json(log))
    except BaseException:
        output.unlink(missing_ok=True)
        raise


def keep_mitigated(case: Case | None, done: Done, output: Path, at: datetime) -> None:
    """Write the log beside a mitigated file; in a case, keep it with what scanning and measuring the file found."""
    _keep_log(done.log, output)
    if case is None:
        return
    with case.locked():
        folder = Path(cases.MITIGATED) / output.stem
        (case.folder / folder).mkdir(parents=True, exist_ok=True)
        kept = {"log": done.log, cases.INVENTORY: done.inventory, cases.RISK: done.risk}
        files = {
            (folder / (name if name.endswith(".json") else f"{name}.json")).as_posix(): as_json(value)
            for name, value in kept.items()
        }
        case.record("mitigate", at, files)
