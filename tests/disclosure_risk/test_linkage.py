"""The data set against a public file: known answers, brute force, order, bad input, and no cell in what is told."""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.linkage.link import LinkOptions, PublicTable, link
from pia_toolkit.disclosure_risk.linkage.similarity import one_edit_apart
from pia_toolkit.domain.dataset import Source
from pia_toolkit.domain.inventory import Role, Unit, UnitKind
from pia_toolkit.domain.linkage_risk import ComparedAs, FoundBy
from pia_toolkit.errors import ColumnMisspelt, Several
from pia_toolkit.i18n import words

QUASI, NAME = Role.QUASI_IDENTIFIER, Role.DIRECT_IDENTIFIER
PUBLIC_SOURCE = Source(name="roll.csv", format="csv", bytes=1, sha256="1" * 64)
KINDS = {
    "name": (NAME, "person-name"),
    "born": (QUASI, "date-of-birth"),
    "year": (QUASI, "birth-year"),
    "post": (QUASI, "postcode"),
    "sex": (QUASI, "sex"),
    "age": (QUASI, "age"),
    "band": (QUASI, "age-band"),
    "lat": (Role.LOCATION, "latitude"),
    "plate": (Role.DEVICE_IDENTIFIER, "vehicle-plate"),
    "card": (Role.DEVICE_IDENTIFIER, "card-id"),
}


def kinds(data):
    return {name: KINDS[name.split("_")[0]] for name in data if name.split("_")[0] in KINDS}


def linked(ours, theirs, *, unit=None, source=PUBLIC_SOURCE, public_kind="records", **options):
    verdict, public = verdict_on(ours, kinds(ours)), verdict_on(theirs, kinds(theirs), kind=public_kind)
    table, other = MemoryTable(ours, 7), MemoryTable(theirs, 5, name="roll", source=source)
    about = Unit(kind=UnitKind.PERSON, column=unit) if unit else Unit()
    return link(table, verdict, about, PublicTable(other, public), LinkOptions(**options))


def compared(ours, theirs):
    """Return how two columns of one kind are compared, at which precision, and how many values are found."""
    found = linked(ours, theirs, fuzzy=False)
    assert len(found.columns) == 1, found.notes
    column = found.columns[0]
    return column.compared_as, column.precision, found.matched.units


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"name": ["Müller, Jörg", " ANA  lopez"]}, {"name": ["jorg muller", "Ana López"]}, ("name", None, 2)),
        ({"name": ["Lê Văn Tám"]}, {"name": ["le van tam"]}, ("name", None, 1)),
        ({"name": ["王 小明", "ＡＢ"]}, {"name": ["小明 王", "ab"]}, ("name", None, 2)),
        ({"born": ["1980-05-03", "1975-12-31"]}, {"born": ["03.05.1980", "31.12.1975"]}, ("day", None, 2)),
        ({"born": ["12/31/1975", "05/03/1980"]}, {"born": ["1975-12-31", "1980-05-03"]}, ("day", None, 2)),
        ({"born": ["05/03/1980", "07/04/1981"]}, {"born": ["3 May 1980", "4 July 1981"]}, ("day", None, 2)),
        ({"year": ["1980", "1981"]}, {"born": ["03.05.1980", "31.12.1979"]}, ("year", None, 1)),
        ({"born": ["1980-01-01", "1979-01-01"]}, {"born": ["1980-05-03", "1979-12-31"]}, ("year", None, 2)),
        ({"born": ["1980-05"]}, {"born": ["1980-05-03", "1979-12-31"]}, ("month", None, 1)),
        ({"post": ["1011AB"]}, {"post": ["1011 ab", "1012 CD"]}, ("code", None, 1)),
        ({"post": ["1011", "1013"]}, {"post": ["1011 AB", "1012 CD"]}, ("beginning", 4, 1)),
        ({"post": ["1011**", "1012 XX"]}, {"post": ["1011 AB", "1012 CD"]}, ("beginning", 4, 2)),
        ({"post": ["01067", "12345"]}, {"post": ["1067", "12345"]}, ("code", None, 2)),
        ({"post": ["010", "123"]}, {"post": ["1067", "12345"]}, ("beginning", 3, 2)),
        ({"post": ["SW1A", "E1"]}, {"post": ["SW1A 1AA", "E1 6AN", "N1 9GU"]}, ("beginning", None, 2)),
        ({"sex": ["male", "female"]}, {"sex": ["M", "V"]}, ("meaning", None, 2)),
        ({"sex": ["女", "男"]}, {"sex": ["Frau", "Mann"]}, ("meaning", None, 2)),
        ({"sex": ["H", "M"]}, {"sex": ["hombre"]}, ("meaning", None, 1)),
        ({"band": ["30-39", "40-49", "50+"]}, {"age": ["34", "61", "12"]}, ("band", None, 2)),
        ({"age": ["34", "61"]}, {"age": ["34.0", "60"]}, ("number", 0, 1)),
        ({"lat": ["52.37", "51.92"]}, {"lat": ["52.3702157", "51.9244201"]}, ("number", 2, 2)),
        ({"lat": ["52,37"]}, {"lat": ["52.3799999", "51.1234567"]}, ("number", 2, 1)),
        ({"plate": ["AB-12-CD"]}, {"plate": ["ab 12 cd"]}, ("code", None, 1)),
        ({"card": ["000123"]}, {"card": ["123"]}, ("code", None, 1)),
    ],
)
def test_cells_are_compared_by_what_they_say(ours, theirs, expected):
    assert compared(ours, theirs) == (ComparedAs(expected[0]), *expected[1:])


def test_a_name_in_two_columns_is_found_in_one():
    ours = {"first": ["Ana", "Jörg"], "last": ["López", "Müller"]}
    theirs = {"name": ["MULLER Jorg", "Ana Maria Lopez"]}
    found = linked(ours, theirs, on=(("first+last", "name"),))
    assert (found.columns[0].columns, found.matched.units) == (("first", "last"), 1)


def test_pairs_are_found_by_category_by_header_and_by_values():
    people = [f"{given} {family}" for given in ("Ana", "Bo", "Cy", "Di") for family in ("Ek", "Fu", "Gil", "Han")]
    ours = {"born": ["1980-01-02"] * 16, "flat": ["1", "2"] * 8, "wer": people, "note": ["x"] * 16}
    theirs = {"born_on": ["02.01.1980"] * 16, "FLAT": ["2", "1"] * 8, "qui": people[::-1], "other": ["y"] * 16}
    found = linked(ours, theirs, fuzzy=False)
    assert {column.columns[0]: column.found_by for column in found.columns} == {
        "born": (FoundBy.CATEGORY,),
        "flat": (FoundBy.HEADER,),
        "wer": (FoundBy.VALUES,),
    }
    named = linked(ours, theirs, on=(("note", "other"), ("wer", "qui")), fuzzy=False)
    assert [column.found_by for column in named.columns] == [(FoundBy.USER,)] * 2
    assert named.matched.units == 0


def test_a_false_friend_is_left_out_and_told():
    chance = random.Random(1)
    plates = [f"AB{number:04}" for number in range(300)]
    ours = {"plate": plates, "status": [chance.choice("abc") for _ in plates]}
    theirs = {"plate": plates, "status": [chance.choice("abc") for _ in plates]}
    found = linked(ours, theirs, fuzzy=False)
    assert [column.columns for column in found.columns] == [("plate",)]
    assert [note.code for note in found.notes] == ["linkage-false-friend"]
    same = linked(ours, {**theirs, "status": ours["status"]}, fuzzy=False)
    assert len(same.columns) == 2


def brute_force(ours, theirs, names, unit, public_unit):
    """Return units found, units one to one and the fewest candidates of each, by comparing every pair of rows."""
    count, other = len(next(iter(ours.values()))), len(next(iter(theirs.values())))
    mine = [ours[unit][row] if unit else row for row in range(count)]
    them = [theirs[public_unit][row] if public_unit else row for row in range(other)]

    def key(data, row):
        values = tuple(data[name][row] for name in names)
        return None if None in values else values

    owners, candidates = defaultdict(set), defaultdict(set)
    for row in range(count):
        owners[key(ours, row)].add(mine[row])
    for row in range(other):
        candidates[key(theirs, row)].add(them[row])
    owners.pop(None, None), candidates.pop(None, None)
    fewest, lone = {}, set()
    for values, who in owners.items():
        for one in who if values in candidates else ():
            fewest[one] = min(fewest.get(one, 10**9), len(candidates[values]))
            if len(who) == len(candidates[values]) == 1:
                lone.add(one)
    return len(fewest), len(lone), Counter(fewest.values())


cell = st.sampled_from(["10", "11", "12", None])
rows = st.lists(st.tuples(cell, cell, cell, st.sampled_from("pqrs")), min_size=1, max_size=25)
NAMES = ("card_a", "card_b", "card_c")


def as_data(entries):
    return {**{name: [entry[place] for entry in entries] for place, name in enumerate(NAMES)},
            "id": [entry[3] for entry in entries]}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rows, rows, st.booleans(), st.integers(0, 99))
def test_exact_linkage_is_what_comparing_every_pair_gives(our_rows, their_rows, with_units, seed):
    ours, theirs = as_data(our_rows), as_data(their_rows)
    unit = "id" if with_units else None
    on = tuple((name, name) for name in NAMES)
    found = linked(ours, theirs, unit=unit, on=on, fuzzy=False)
    expected = brute_force(ours, theirs, NAMES, unit, None)
    assert (found.matched.units, found.matched.one_to_one) == expected[:2]
    for band in found.candidates:
        within = [n for size, n in expected[2].items() if band.least <= size <= (band.most or 10**9)]
        assert band.units == sum(within)
    for one in found.without_one:
        assert (one.units, one.one_to_one) == brute_force(ours, theirs, one.columns, unit, None)[:2]
        assert one.units >= found.matched.units  # a column more never finds more
    turned = [random.Random(seed).sample(side, len(side)) for side in (our_rows, their_rows)]
    again = linked(as_data(turned[0]), as_data(turned[1]), unit=unit, on=on, fuzzy=False)
    assert again.matched.model_dump(exclude={"columns"}) == pytest.approx(found.matched.model_dump(exclude={"columns"}))
    assert again.candidates == found.candidates


def city(people=600, seed=4):
    """Return a register, and an extract in which half are from the register; with errors in three of ten."""
    chance = random.Random(seed)
    syllables = ["ba", "de", "ki", "lo", "mu", "na", "po", "ra", "si", "tu", "ve", "wo"]
    everyone = []
    for number in range(people * 3 // 2):
        name = "".join(chance.choices(syllables, k=4)).title()
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(27_000))
        everyone.append((f"{number}", name, born, f"{chance.randrange(1000, 1060)} {chance.choice('ABCDEF')}X"))
    register, extract = everyone[:people], []
    for number, name, born, post in everyone[people // 2 :]:
        wrong = chance.random()
        misspelt = name[:3] + "q" + name[4:] if wrong < 0.1 else name
        swapped = date(born.year, born.day, born.month) if 0.1 <= wrong < 0.2 and born.day <= 12 else born
        near = post[:-2] + chance.choice("ABCDEF") + "X" if 0.2 <= wrong < 0.3 else post
        extract.append((number, misspelt, swapped, near))
    fields = ("id", "name", "born", "post")
    as_columns = [dict(zip(fields, zip(*side, strict=True), strict=True)) for side in (extract, register)]
    ours, theirs = ({name: [str(cell) for cell in cells] for name, cells in side.items()} for side in as_columns)
    return ours, theirs


def test_a_city_with_known_truth():
    ours, theirs = city()
    same = set(zip(*theirs.values(), strict=True))
    exactly = sum(entry in same for entry in zip(*ours.values(), strict=True))
    assert 200 < exactly < 260
    found = linked(ours, theirs, truth=("id", "id"))
    assert (found.matched.units, found.matched.one_to_one, found.truth.right) == (exactly, exactly, exactly)
    assert (found.truth.in_both, found.truth.precision) == (300, 1.0)
    assert found.matched.chance_one_to_one_share < 0.001
    reached = exactly + found.truth.fuzzy_right
    assert reached >= 290  # of the 300 there are
    assert found.truth.fuzzy_precision > 0.98
    assert found.fuzzy.exact
    assert found.fuzzy.one_to_one_share.value == pytest.approx((exactly + found.fuzzy.probable_one_to_one) / 600)
    smallest = found.best_sets[0]
    assert len(smallest.columns) < 3
    assert smallest.one_to_one >= found.matched.one_to_one


def test_a_sample_of_units_says_how_far_it_may_be_off():
    ours, theirs = city()
    whole, part = linked(ours, theirs).fuzzy, linked(ours, theirs, sought=150).fuzzy
    assert (part.exact, part.tried) == (False, 150)
    assert part.share.low <= whole.share.value <= part.share.high
    assert part.share.low < part.share.value < part.share.high


def test_strangers_are_not_found():
    ours, _ = city(seed=4)
    _, theirs = city(seed=5)
    found = linked(ours, theirs)
    assert found.matched.one_to_one == 0
    assert found.fuzzy.probable <= 2


def test_what_chance_gives_is_told():
    chance = random.Random(3)
    days = [str(date(1930, 1, 1) + timedelta(days=number)) for number in range(5000)]
    strangers = [{"born": chance.choices(days, k=1000), "post": chance.choices("abcdefgh", k=1000)} for _ in range(2)]
    on = (("born", "born"), ("post", "post"))
    both = linked(*strangers, on=on, fuzzy=False).matched
    assert both.chance_share == pytest.approx(both.share, abs=0.02)
    assert both.chance_one_to_one_share == pytest.approx(both.one_to_one_share, abs=0.02)
    alone = linked(*strangers, on=on[:1], fuzzy=False).matched
    assert alone.chance_one_to_one_share == pytest.approx(alone.one_to_one_share, abs=0.06)
    plates = {"plate": [f"AB{number:04}" for number in range(300)]}
    assert linked(plates, plates, fuzzy=False).matched.chance_one_to_one_share == 0


def test_a_unit_with_many_rows_counts_once():
    ours, theirs = city()
    double = {name: cells * 2 for name, cells in ours.items()}
    single = linked(ours, theirs, on=(("name", "name"), ("born", "born")))
    twice = linked(double, theirs, unit="id", on=(("name", "name"), ("born", "born")))
    assert twice.units == single.units == 600
    assert twice.matched.units == single.matched.units
    assert twice.matched.one_to_one == single.matched.one_to_one
    assert twice.matched_rows == 2 * single.matched_rows
    assert twice.fuzzy.probable == single.fuzzy.probable


def test_bad_input_is_told():
    ours, theirs = city(30)
    here = MemoryTable(ours).source
    assert [note.code for note in linked(ours, theirs, source=here).notes] == ["linkage-same-file"]
    assert [note.code for note in linked(ours, {name: [] for name in theirs}).notes] == ["linkage-empty"]
    assert [note.code for note in linked(ours, theirs, public_kind="aggregate").notes] == ["linkage-no-records"]
    (nothing,) = linked(ours, {"height": ["1", "2"]}).notes
    assert (nothing.code, nothing.values["public_columns"]) == ("linkage-no-columns", "height")
    apart = linked({"post": ["1011 AB"]}, {"post": ["9999 ZZ"]})
    assert [note.code for note in apart.notes] == ["linkage-nothing-shared", "linkage-no-columns"]
    with pytest.raises(ColumnMisspelt) as caught:
        linked(ours, theirs, on=(("nmae", "name"),))
    assert caught.value.values["near"] == "name"
    with pytest.raises(Several):
        linked(ours, theirs, on=(("x", "name"), ("name", "y")))


def test_no_cell_in_what_is_told():
    ours, theirs = city(60)
    told = linked(ours, theirs, truth=("id", "id"))
    text = told.model_dump_json() + repr(told)
    for cells in (*ours.values(), *theirs.values()):
        assert not any(cell in text for cell in cells if len(cell) > 4)


def test_every_note_has_words_in_every_language():
    codes = set(words("en").find("linkage"))
    assert codes == set(words("zh").find("linkage"))
    values = {"columns": "a", "public_columns": "b"}
    for language in ("en", "zh"):
        for code in codes:
            assert words(language)(f"linkage.{code}", **values)


def is_one_edit(one, other):
    """Tell by trying every edit."""
    splits = [(one[:place], one[place:]) for place in range(len(one) + 1)]
    made = {left + right[1:] for left, right in splits if right} | {one}
    made |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    made |= {left + sign + right[cut:] for left, right in splits for sign in set(other) for cut in (0, 1)}
    return min(len(one), len(other)) >= 3 and other in made


LONG = "ab" * 150
TEXTS = st.one_of(st.text("aé王", max_size=7), st.sampled_from([LONG, LONG[1:], f"b{LONG[1:]}", "abab"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=12))
def test_one_edit_is_what_trying_every_edit_gives(pairs):
    one, other = (pl.Series([pair[side] for pair in pairs], dtype=pl.String) for side in (0, 1))
    assert one_edit_apart(one, other).tolist() == [is_one_edit(*pair) for pair in pairs]
