"""The catalogue of measures: what a city can do, one file each."""

from collections.abc import Sequence
from pathlib import Path

from pia_toolkit.content import read_model
from pia_toolkit.domain.plan import Mitigation
from pia_toolkit.errors import ContentInvalid, PiaError, Several
from pia_toolkit.resources import beside, content_files


def load_catalogue(folders: Sequence[Path] = ()) -> tuple[Mitigation, ...]:
    """Read the shipped measures and those of `folders`; of two with one id the later wins. Sorted by id.

    Raises `ContentInvalid`, or `Several` naming every mistake in every file.
    """
    found: dict[str, Mitigation] = {}
    problems: list[PiaError] = []
    for folder in (beside("mitigation", "catalogue"), *folders):
        for path in content_files(folder):
            try:
                measure = read_model(path, Mitigation)
            except Several as several:
                problems.extend(several.errors)
            except PiaError as problem:
                problems.append(problem)
            else:
                found[measure.id] = measure
                if measure.id != path.stem:
                    problems.append(_misnamed(path))
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems)
    return tuple(found[name] for name in sorted(found))


def _misnamed(path: Path) -> ContentInvalid:
    return ContentInvalid(file=path.name, line=1, field="id", problem="id is not the file's name")
