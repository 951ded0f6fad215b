"""Rules that can never hold are found: against brute force, in what is shipped, in what a city wrote itself."""

from itertools import combinations, product
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_tables import COMPLETE
from reaching import situation_with
from test_fact_rules import RAISED_BY

from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_yaml
from pia_toolkit.domain.conditions import Condition, evaluate
from pia_toolkit.domain.fact_relations import BRINGS, RULED_OUT_BY, contradict
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.domain.satisfiability import CanHold, Questions, can_hold, questions_of
from pia_toolkit.errors import ContentInvalid, ContentMisspelt, RuleNeverHolds, Several
from pia_toolkit.i18n import words
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.own_content import check_own_content, names_known
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.resources import beside, content_files, shipped
from pia_toolkit.rule_checks import problems_of_measure, problems_of_scenario

CHECKLISTS = load_checklists("en", (shipped("checklists"),))
NAMES = names_known(beside("assessment", "nothing"), CHECKLISTS)
FREE = Questions({})
QUESTIONS = questions_of(CHECKLISTS)
WORDS = ("yes", "partly", "no", "not-applicable", "unanswered")


def can(*conditions, questions=FREE):
    return can_hold([Condition.model_validate(condition) for condition in conditions], questions)


# The search itself

INDEPENDENT = ("children", "biometric", "trace")
QUESTION = "un-77-211/security-safeguards"
atoms = st.one_of(
    st.sampled_from([{"fact": code} for code in INDEPENDENT]),
    st.sampled_from([{"category": ["age"]}, {"category": ["age", "sex"]}]),
    st.sets(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda said: {"answer": QUESTION, "is": sorted(said)}),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
    ),
    max_leaves=8,
)


def every_case():
    """Every case of three facts, two categories and one question."""
    facts = [set(chosen) for size in range(4) for chosen in combinations(INDEPENDENT, size)]
    columns = [set(chosen) for size in range(3) for chosen in combinations(("age", "sex"), size)]
    for codes, names, word in product(facts, columns, WORDS):
        yield situation_with({FactCode(code) for code in codes}, {QUESTION: word}, CHECKLISTS, names)


EVERY_CASE = tuple(every_case())


@settings(max_examples=80, deadline=None, derandomize=True)
@given(conditions)
def test_the_search_agrees_with_trying_every_case(written):
    condition = Condition.model_validate(written)
    tried = any(evaluate(condition, situation).holds for situation in EVERY_CASE)
    assert can_hold([condition], QUESTIONS) is (CanHold.YES if tried else CanHold.NEVER)


@pytest.mark.parametrize(
    "never",
    [
        {"all": [{"fact": "trace"}, {"not": {"fact": "trace"}}]},
        {"all": [{"fact": "encrypted"}, {"fact": "not-encrypted"}]},
        {"all": [{"fact": "coarsened"}, {"fact": "fine-location"}]},
        {"all": [{"fact": "no-personal-data"}, {"any": [{"fact": "trace"}, {"fact": "children"}]}]},
        {"all": [{"fact": "police-recipient"}, {"not": {"fact": "outside-recipients"}}]},
        {"all": [{"answer": QUESTION, "is": ["yes"]}, {"answer": QUESTION, "is": ["no"]}]},
        {"all": [{"category": ["age"]}, {"not": {"category": ["age", "sex"]}}]},
        {"not": {"always": True}},
    ],
)
def test_contradictions_never_hold(never):
    assert can(never) is CanHold.NEVER


def test_an_answer_needs_its_question_to_be_put():
    questions = QUESTIONS
    scored = {"answer": "un-77-211/human-review-of-decisions", "is": ["yes"]}
    assert can(scored, {"not": {"fact": "automated-decisions"}}, questions=questions) is CanHold.YES
    neither = {"not": {"any": [{"fact": "automated-decisions"}, {"fact": "scoring"}]}}
    assert can(scored, neither, questions=questions) is CanHold.NEVER
    hidden = {"answer": "un-77-211/human-review-of-decisions", "is": ["not-applicable"]}
    assert can(hidden, neither, questions=questions) is CanHold.YES


def test_what_would_take_too_long_is_said_and_not_guessed():
    codes = [f"kind-{number}" for number in range(9)]
    parity = {"category": [codes[0]]}
    for code in codes[1:]:
        other = {"category": [code]}
        parity = {"any": [{"all": [parity, {"not": other}]}, {"all": [{"not": parity}, other]}]}
    assert can(parity, {"not": parity}) is CanHold.TOO_MUCH


# Facts that rule each other out


def test_no_case_has_facts_that_rule_each_other_out():
    cases = [*RAISED_BY.values()]
    for (declared, found, measured), (also, more, further) in product(cases, cases):
        changed = {name for name in also.model_fields_set if getattr(also, name) != getattr(COMPLETE, name)}
        proposal = declared.model_copy(update={name: getattr(also, name) for name in changed})
        tables = found.tables
        if more != found:
            tables += tuple(table.model_copy(update={"name": f"u{table.name}"}) for table in more.tables)
        risks = (*measured.tables, *(risk.model_copy(update={"table": f"u{risk.table}"}) for risk in further.tables))
        facts = facts_of(proposal, Inventory(tables=tables), RiskReport(tables=risks))
        assert not contradict({code: code in {fact.code for fact in facts} for code in FactCode})


def test_each_of_the_rules_on_facts_counts():
    for code, others in RULED_OUT_BY.items():
        assert all(contradict({code: True, other: True}) and contradict({other: True, code: True}) for other in others)
    for code, brought in BRINGS.items():
        assert all(contradict({code: True, other: False}) for other in brought)
    assert not contradict({FactCode.TRACE: True, FactCode.OPEN_RELEASE: True})


# What is shipped


@pytest.mark.parametrize("scenario", load_scenarios(), ids=lambda entry: entry.id)
def test_no_shipped_scenario_has_a_rule_that_cannot_hold(scenario):
    assert list(problems_of_scenario(scenario, NAMES)) == []


def test_no_shipped_measure_has_a_rule_that_cannot_hold():
    assert [(entry.id, found) for entry in load_catalogue() for found in problems_of_measure(entry, NAMES)] == []


def test_every_shipped_question_can_be_put():
    assert QUESTIONS.never_put == {}


def test_every_kind_of_data_a_rule_may_name_is_labelled():
    found = {read_yaml(path)["category"] for path in content_files(beside("detection", "recognizers"))}
    assert found <= NAMES.categories


# What a city wrote itself

SCENARIO = """
id: {id}
title: {{en: A, zh: 甲}}
harm: {{en: B, zh: 乙}}
affected: {{en: C, zh: 丙}}
origin: design-choice
provisions: ["77/211:4"]
applies_if: {{fact: trace}}
likelihood:
  - {{if: {{fact: trace}}, at_least: limited}}
severity:
  - {{if: {{fact: trace}}, at_least: limited}}
"""
MEASURE = """
id: {id}
heading: oversight
title: {{en: A, zh: 甲}}
text: {{en: B, zh: 乙}}
check: {{en: C, zh: 丙}}
owner: dpo
effort: days
due: before-start
provisions: ["77/211:4"]
treats: [tracking]
advised_if: {{fact: trace}}
"""
CHECKLIST = """
id: own
version: "1"
language: en
instrument: By-law 7
title: Own
intro: Own questions.
sections:
  - id: s
    title: S
    gist: G
    provision: By-law 7:1
    questions:
      - {{id: free, text: "A?", help: h, evidence_wanted: e, provision: "By-law 7:1"}}
      - {{id: bound, text: "B?", help: h, evidence_wanted: e, provision: "By-law 7:1",
         asked: when-called-for, asked_if: {condition}}}
"""


def write(folder, kind, name, text):
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / f"{name}.yaml").write_text(dedent(text).lstrip(), encoding="utf-8")


def mistakes(folder):
    """Every mistake told, as file, line, field and problem."""
    with pytest.raises((ContentInvalid, Several)) as told:
        check_own_content(folder)
    assert told.value.exit_code == 4
    found = told.value.errors if isinstance(told.value, Several) else (told.value,)
    return {(e.values["file"], e.values["line"], e.values["field"], e.values["problem"]): e for e in found}


def scenario(folder, change=(), **also):
    text = SCENARIO.format(id="own")
    for old, new in [change] if change else []:
        assert old in text
        text = text.replace(old, new)
    write(folder, "scenarios", "own", text + also.get("more", ""))


def test_a_case_without_content_of_its_own_has_nothing_to_check(tmp_path):
    check_own_content(tmp_path)


def test_good_content_passes_and_may_refer_to_its_own(tmp_path):
    scenario(
        tmp_path,
        ('["77/211:4"]', '["By-law 7:1"]'),
        more="lowered_by: [{if: {answer: own/free, is: [yes]}, likelihood: 1}]\n",
    )
    write(tmp_path, "measures", "own-too", MEASURE.format(id="own-too").replace("[tracking]", "[tracking, own]"))
    write(tmp_path, "checklists", "own", CHECKLIST.format(condition="{fact: trace}"))
    recognizer = "id: dog-licence\ncategory: dog-tag\n"
    write(tmp_path, "recognizers", "dog-licence", recognizer)
    scenario(tmp_path, ("applies_if: {fact: trace}", "applies_if: {all: [{fact: trace}, {category: [dog-tag]}]}"))
    check_own_content(tmp_path)


@pytest.mark.parametrize(
    ("change", "line", "field", "problem", "near"),
    [
        (("applies_if: {fact: trace}", "applies_if: {fact: traces}"), 7, "applies_if.fact", "no-such-word", "trace"),
        (("at_least: limited", "at_least: limitted"), 9, "likelihood.0.at_least", "no-such-word", "limited"),
        (("likelihood:", "likelyhood:"), 9, "likelyhood", "no-such-field", "likelihood"),
        (('"77/211:4"', '"77/211:7(s)"'), 6, "provisions.0", "no-such-provision", None),
        (
            ("applies_if: {fact: trace}", "applies_if: {category: [vehicle-plates]}"),
            7,
            "applies_if.category.0",
            "no-such-category",
            "vehicle-plate",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_what_was_meant(tmp_path, change, line, field, problem, near):
    scenario(tmp_path, change)
    found = mistakes(tmp_path)
    error = found[("own.yaml", line, field, problem)]
    assert isinstance(error, ContentMisspelt)
    assert near in (None, error.values["near"])


def test_an_unknown_question_is_told_wherever_it_stands(tmp_path):
    scenario(
        tmp_path, more="lowered_by:\n  - {if: {any: [{answer: un-77-211/columns-neded, is: [yes]}]}, likelihood: 1}\n"
    )
    measure = MEASURE.format(id="m") + "fulfils: {answers: [un-77-211/nothing-of-the-kind]}\n"
    write(tmp_path, "measures", "m", measure.replace("[tracking]", "[traking]"))
    found = mistakes(tmp_path)
    near = found[("own.yaml", 13, "lowered_by.0.if.any.0.answer", "no-such-question")]
    assert near.values["near"] == "un-77-211/columns-needed"
    assert type(found[("m.yaml", 12, "fulfils.answers.0", "no-such-question")]) is not RuleNeverHolds
    assert found[("m.yaml", 10, "treats.0", "no-such-scenario")].values["near"] == "tracking"
    assert len(found) == 3


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (
            ("applies_if: {fact: trace}", "applies_if: {all: [{fact: trace}, {fact: no-personal-data}]}"),
            {(7, "applies_if", "never-arises")},
        ),
        (
            (
                "  - {if: {fact: trace}, at_least: limited}\nseverity",
                "  - {if: {not: {fact: trace}}, at_least: limited}\nseverity",
            ),
            {(9, "likelihood.0.if", "never-beside-applies-if")},
        ),
        (
            (
                "applies_if: {fact: trace}",
                "applies_if: {any: [{fact: trace}, {all: [{fact: encrypted}, {fact: not-encrypted}]}]}",
            ),
            {(7, "applies_if.any.1", "never-arises")},
        ),
    ],
)
def test_a_rule_that_never_holds_is_told(tmp_path, change, places):
    scenario(tmp_path, change)
    assert {key[1:] for key in mistakes(tmp_path)} == places


def test_an_answer_that_no_question_offers_is_refused(tmp_path):
    scenario(tmp_path, more=f"lowered_by: [{{if: {{answer: {QUESTION}, is: [maybe]}}, likelihood: 1}}]\n")
    ((file, line, field, problem),) = mistakes(tmp_path)
    assert (file, line, field) == ("own.yaml", 12, "lowered_by.0.if")
    assert "not-applicable" in problem


@pytest.mark.parametrize(
    ("fulfils", "advised_if"),
    [
        (f"{{answers: [{QUESTION}]}}", f"{{answer: {QUESTION}, is: [yes]}}"),
        ("{facts: [encrypted]}", "{fact: encrypted}"),
        ("{ends: [trace]}", "{not: {fact: trace}}"),
        ("{removes: [vehicle-plate]}", "{not: {category: [vehicle-plate, vin]}}"),
    ],
)
def test_a_measure_that_is_advised_only_where_it_is_done_goes_round_in_a_circle(tmp_path, fulfils, advised_if):
    text = MEASURE.format(id="m").replace("{fact: trace}", advised_if) + f"fulfils: {fulfils}\n"
    write(tmp_path, "measures", "m", text)
    assert set(mistakes(tmp_path)) == {("m.yaml", 11, "advised_if", "only-when-done")}


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("{answer: own/bound, is: [yes]}", "put-by-own-answer"),
        ("{all: [{fact: trace}, {answer: own/bound, is: [no, unanswered]}]}", "put-by-own-answer"),
        ("{all: [{fact: trace}, {not: {fact: trace}}]}", "never-put"),
    ],
)
def test_a_question_that_waits_for_itself_is_told(tmp_path, condition, problem):
    write(tmp_path, "checklists", "own", CHECKLIST.format(condition=condition))
    assert set(mistakes(tmp_path)) == {("own.yaml", 15, "sections.0.questions.1.asked_if", problem)}


def test_two_questions_that_wait_for_each_other_are_both_told(tmp_path):
    text = CHECKLIST.format(condition="{answer: own/free, is: [yes]}").replace(
        'e, provision: "By-law 7:1"}',
        'e, provision: "By-law 7:1", asked: when-called-for, asked_if: {answer: own/bound, is: [no]}}',
        1,
    )
    write(tmp_path, "checklists", "own", text)
    assert {key[2:] for key in mistakes(tmp_path)} == {
        ("sections.0.questions.0.asked_if", "put-by-own-answer"),
        ("sections.0.questions.1.asked_if", "put-by-own-answer"),
    }


def test_a_question_may_name_its_own_answer_beside_another_way(tmp_path):
    condition = "{any: [{fact: trace}, {answer: own/bound, is: [no]}]}"
    write(tmp_path, "checklists", "own", CHECKLIST.format(condition=condition))
    check_own_content(tmp_path)


def test_all_mistakes_of_all_files_are_told_at_once_in_every_language(tmp_path):
    scenario(tmp_path, ("{fact: trace}", "{fact: tracking}"))
    write(tmp_path, "scenarios", "two", SCENARIO.format(id="three").replace("A, zh: 甲", "'', zh: 甲"))
    write(tmp_path, "measures", "m", MEASURE.format(id="m").replace("oversight", "oversigth"))
    write(tmp_path, "checklists", "own", CHECKLIST.format(condition="{answer: own/fre, is: [yes]}"))
    found = mistakes(tmp_path)
    assert {key[0] for key in found} == {"own.yaml", "two.yaml", "m.yaml"}
    assert len(found) == 6
    for language in ("en", "zh"):
        for error in found.values():
            told = words(language).error(error)
            assert error.values["file"] in told.what
            assert "{" not in told.what + told.next


def test_questions_of_a_checklist_that_cannot_be_read_are_not_called_unknown(tmp_path):
    write(tmp_path, "checklists", "own", CHECKLIST.format(condition="{fact: trails}"))
    scenario(tmp_path, more="lowered_by: [{if: {answer: own/free, is: [yes]}, likelihood: 1}]\n")
    assert {key[2] for key in mistakes(tmp_path)} == {"sections.0.questions.1.asked_if.fact"}


def test_the_command_line_shows_them_and_ends_with_4(tmp_path, pia):
    case = tmp_path / "case"
    assert pia("new", case, "--title", "T").returncode == 0
    scenario(case, ("applies_if: {fact: trace}", "applies_if: {all: [{fact: trace}, {fact: no-personal-data}]}"))
    write(case, "measures", "m", MEASURE.format(id="m").replace("{fact: trace}", "{fact: trase}"))
    shown = pia("assess", case)
    assert shown.returncode == 4
    assert "own.yaml, line 7, field applies_if" in shown.stderr
    assert "m.yaml, line 11, field advised_if.fact" in shown.stderr
    assert 'Did you mean "trace"?' in shown.stderr


@pytest.mark.parametrize(
    "change",
    [
        ("origin: design-choice\n", ""),
        ("origin:", "colour: red\norigin:"),
        ("applies_if: {fact: trace}", "applies_if: {fact: trace, always: true}"),
        ("applies_if: {fact: trace}", f"applies_if: {{answer: {QUESTION}, is: [maybe]}}"),
        ("{en: A, zh: 甲}", "{zh: 甲}"),
        ('["77/211:4"]', "[]"),
        ("at_least: limited}\nseverity", "at_least: limited}\nlowered_by: [{if: {fact: encrypted}}]\nseverity"),
    ],
)
def test_no_mistake_is_told_in_english_to_a_chinese_reader(tmp_path, change):
    scenario(tmp_path, change)
    for error in mistakes(tmp_path).values():
        assert error.values["problem"] not in words("zh").error(error).what


@pytest.mark.parametrize("circle", ["&a {any: [*a]}", "&a {all: [{fact: trace}, {not: *a}]}"])
def test_a_condition_that_holds_itself_is_told(tmp_path, circle):
    scenario(tmp_path, ("applies_if: {fact: trace}", f"applies_if: {circle}"))
    ((file, line, field, problem),) = mistakes(tmp_path)
    assert (file, line, problem) == ("own.yaml", 7, "too-deep")
    assert field.startswith("applies_if.a")
