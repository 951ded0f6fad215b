"""The public files that the data of a case were linked with: kept in `datasets.json`, used again, noticed by hash."""

from dataclasses import replace
from pathlib import Path

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json
from pia_toolkit.measuring import Chosen


def with_kept_links(case: Case, chosen: Chosen) -> Chosen:
    """Link with the files that were linked before, where none is named now.

    Raises `DatasetMoved`, `ChangedSinceScan` for a file that is not as it was.
    """
    if chosen.link or not (kept := case.public_files()):
        return chosen
    return replace(chosen, link=[path for path, _ in kept], link_on=kept[0][1].on, link_truth=kept[0][1].truth)


def links_to_keep(case: Case, chosen: Chosen) -> dict[str, bytes]:
    """Return the sources of the case with the public files that are named now, if any are."""
    if not chosen.link:
        return {}
    named = [case.dataset(file) for file in chosen.link if isinstance(file, str | Path)]
    files = tuple(cases.PublicFile(**dict(file), on=tuple(chosen.link_on), truth=chosen.link_truth) for file in named)
    datasets = case.load(cases.DATASETS, cases.Datasets)
    return {cases.DATASETS: as_json(datasets.model_copy(update={"public_files": files}))}
