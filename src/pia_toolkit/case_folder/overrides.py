"""Levels that people set in place of the computed ones: kept in the `overrides.yaml` of a case."""

from pia_toolkit.case_folder.case import OVERRIDES, Case
from pia_toolkit.content import read_model, write_yaml
from pia_toolkit.domain.override import Overrides


def overrides_of(case: Case) -> Overrides:
    """Return the overrides of a case; none if nobody set a level yet. Raises `ContentInvalid`, `Several`."""
    path = case.folder / OVERRIDES
    return read_model(path, Overrides) if path.is_file() else Overrides()


def as_file(overrides: Overrides) -> bytes:
    """Return overrides as the content of their file."""
    entries = [entry.model_dump(mode="json", exclude_none=True) for entry in overrides.overrides]
    return write_yaml({"schema": overrides.schema_id, "overrides": entries}).encode()
