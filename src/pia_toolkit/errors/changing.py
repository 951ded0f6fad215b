"""Errors of changing data: steps, keys, the file that is written."""

from pia_toolkit.errors.kinds import WrongCommand


class StepNotUnderstood(WrongCommand):
    """A step is not written as steps are; `known` shows one of each kind."""

    id = "step-not-understood"


class StepUnfit(WrongCommand):
    """A step does not fit a column, such as rounding a name: `share` percent of its different values would change."""

    id = "step-unfit"


class StepOnSameColumn(WrongCommand):
    """Two steps change one column; only one can."""

    id = "step-on-same-column"


class KeyExists(WrongCommand):
    """A new key was to be written where a file is already."""

    id = "key-exists"


class KeyMissing(WrongCommand):
    """The file with the key is not there."""

    id = "key-missing"


class KeyNotUsable(WrongCommand):
    """The key is not written as one, or too short."""

    id = "key-not-usable"


class KeyReadableByOthers(WrongCommand):
    """Others than its owner may read the key."""

    id = "key-readable-by-others"


class KeyNeeded(WrongCommand):
    """A step makes pseudonyms, and no key was given."""

    id = "key-needed"


class OutputExists(WrongCommand):
    """The output would go over a file that is there, perhaps the input."""

    id = "output-exists"


class OutputFormatUnknown(WrongCommand):
    """The name of the output does not end in a format that is written."""

    id = "output-format-unknown"


class OutputTooLong(WrongCommand):
    """The table has more rows than a sheet can hold."""

    id = "output-too-long"


class TableNotNamed(WrongCommand):
    """There are several tables, and it is not said which one is meant."""

    id = "table-not-named"


class LibraryMissing(WrongCommand):
    """`library`, which is not installed with the tool itself, is needed."""

    id = "library-missing"


class NoiseIncomplete(WrongCommand):
    """Noisy counts were asked for without all that they need, or with what cannot be."""

    id = "noise-incomplete"


class ReleasedBefore(WrongCommand):
    """The same noisy counts were released from this case before, as `path`."""

    id = "released-before"


class StepNotBeforeNoise(WrongCommand):
    """A step that looks at several people at once cannot stand before noisy counts."""

    id = "step-not-before-noise"
