"""Hashes of plates, phone numbers and national ids are undone; keyed hashes and random tokens are not."""

import hashlib
import hmac
import random
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.detection.detect import detect
from pia_toolkit.detection.hashes.input_space import InputSpace, NotEnumerable, input_spaces
from pia_toolkit.detection.hashes.inversion import FUNCTIONS, Expected, invert
from pia_toolkit.domain.inventory import EvidenceKind
from pia_toolkit.readers.frames import from_frame

LETTERS = "BCDFGHJKLMNPRSTVWXYZ"
CHANCE = random.Random(77)


def digits(count):
    return "".join(CHANCE.choice("0123456789") for _ in range(count))


def plate():
    return digits(4) + "".join(CHANCE.choice(LETTERS) for _ in range(3))


def phone():
    return f"+4474{digits(8)}"


def danish_id():
    return f"{CHANCE.randint(1, 28):02d}{CHANCE.randint(1, 12):02d}{digits(2)}-{digits(4)}"


KINDS = {
    "vehicle-plate": (plate, Expected(frozenset({"vehicle-plate"}), frozenset({"ES"}))),
    "phone-number": (phone, Expected(frozenset({"phone"}), frozenset({"GB"}))),
    "national-id": (danish_id, Expected(frozenset({"national-id"}), frozenset({"DK"}))),
}


@pytest.mark.parametrize("function", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize("kind", KINDS)
def test_plain_hashes_of_numbers_that_can_be_listed_are_undone(kind, function):
    CHANCE.seed(7)
    make, expected = KINDS[kind]
    hashes = [hashlib.new(function, make().encode()).hexdigest() for _ in range(20_000)]
    undone = invert(hashes, load_registry().recognizers, expected)
    assert undone is not None
    assert undone.recognizer.startswith(kind)
    assert undone.function == {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}[function]
    assert 0 < undone.met <= undone.of == len(set(hashes))
    assert undone.seconds > 0


def test_keyed_hashes_are_not_undone():
    hashes = [hmac.new(b"kept apart", plate().encode(), "sha256").hexdigest() for _ in range(300)]
    assert invert(hashes, load_registry().recognizers, KINDS["vehicle-plate"][1]) is None


@pytest.mark.parametrize("hashes", [[], ["", "xyz"], ["ab" * 5], ["a" * 31], ["文" * 32]])
def test_what_is_no_hash_is_not_tried(hashes):
    assert invert(hashes, load_registry().recognizers) is None


def test_the_verdict_on_a_column_tells_it_and_no_value():
    CHANCE.seed(7)
    plates = [plate() for _ in range(20_000)]
    frame = pl.DataFrame({"plate_hash": [hashlib.md5(entry.encode()).hexdigest() for entry in plates]})  # noqa: S324  # the very thing to be undone
    column = detect([from_frame(frame, "t")]).tables[0].columns[0]
    proof = next(evidence for evidence in column.evidence if evidence.kind is EvidenceKind.INVERSION)
    assert proof.detail.startswith("vehicle-plate")
    assert proof.values["function"] == "MD5"
    assert not any(entry in column.model_dump_json() for entry in plates)


def every_value(space: InputSpace):
    return [value.decode() for block in space.blocks(space.size) for value in block]


@pytest.mark.parametrize("regex", ["[0-9]{2}", "a[bc]?-?[0-9]", "(?:x|yy)[01]{1,2}", "京[A-C][0-9]", "[A-Fa-f][0-9]"])
def test_a_space_lists_what_its_pattern_matches_each_once(regex):
    for space in input_spaces(regex):
        values = every_value(space)
        assert len(values) == space.size == len(set(values))
        assert all(re.fullmatch(regex, value) for value in values)


def test_a_pattern_in_two_cases_is_listed_in_each():
    assert {frozenset(every_value(space)) for space in input_spaces("[a-bA-B]")} == {
        frozenset("ab"),
        frozenset("AB"),
    }


@pytest.mark.parametrize("regex", ["[0-9]+", ".", "[^a]", "(?:ab|c){30}"])
def test_what_has_no_end_is_refused(regex):
    with pytest.raises(NotEnumerable):
        input_spaces(regex)


@given(st.integers(1, 400))
def test_a_part_of_a_space_is_as_large_as_asked_and_holds_only_its_values(most):
    space = input_spaces("[A-E][0-9]{3}")[0]
    drawn = [value for block in space.blocks(most) for value in block]
    assert len(drawn) == most
    assert all(re.fullmatch(b"[A-E][0-9]{3}", value) for value in drawn)


def test_functions_are_told_by_the_length_of_their_result():
    assert all(hashlib.new(name.lower().replace("-", "")).digest_size == size for size, name in FUNCTIONS.items())
