"""`pia decision`: advice, views, decision, signatures; what is refused, and what calls for a new look."""

import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml

from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder.deciding import decision_of, due_reviews, standing_of
from pia_toolkit.content import read_yaml
from pia_toolkit.contracts import json_schema
from pia_toolkit.domain.decision_standing import SignatureState
from pia_toolkit.domain.due_review import TriggerKind
from pia_toolkit.i18n import words

NOW = datetime.fromtimestamp(1767323045, UTC)
TODAY = NOW.date()


@pytest.fixture(scope="session")
def assessed_once(tmp_path_factory):
    """Where the one assessed case is made of which each test gets a copy."""
    return tmp_path_factory.mktemp("assessed") / "case"


@pytest.fixture
def assessed(assessed_once, case, pia_here):
    """An assessed case in the folder of the test; nobody decided anything yet."""
    if not assessed_once.exists():
        text = (case / "case.yaml").read_text(encoding="utf-8")
        assert "purpose:" in text
        declare(case, purpose="route planning", summary="Counting bicycles")
        done = pia_here("assess", "case")
        assert done.returncode == 0, done.stderr
        shutil.copytree(case, assessed_once)
    shutil.rmtree(case)
    return Path(shutil.copytree(assessed_once, case))


@pytest.fixture(scope="session")
def approved_once(tmp_path_factory):
    """Where the one approved and signed case is made of which each test gets a copy."""
    return tmp_path_factory.mktemp("approved") / "case"


@pytest.fixture
def approved(approved_once, assessed, decide):
    """A case that was approved with conditions, and signed by M. Okafor."""
    if not approved_once.exists():
        approve(decide)
        decide("sign", "--by", "M. Okafor", "--role", "head")
        shutil.copytree(assessed, approved_once)
    shutil.rmtree(assessed)
    return Path(shutil.copytree(approved_once, assessed))


@pytest.fixture
def decide(pia_here):
    """Run `pia decision`, expecting success."""

    def run(command, *arguments, **options):
        done = pia_here("decision", command, "case", *arguments, **options)
        assert done.returncode == 0, done.stderr
        return done

    return run


@pytest.fixture
def refused(pia_here):
    """Run `pia decision`, expecting a refusal; return the exit code and what was said."""

    def run(command, *arguments, **options):
        done = pia_here("decision", command, "case", *arguments, **options)
        assert done.returncode
        return done.returncode, done.stderr

    return run


def declare(case, **fields):
    path = case / "case.yaml"
    data = read_yaml(path)
    path.write_text(yaml.safe_dump({**data, **fields}, allow_unicode=True, sort_keys=False), encoding="utf-8")


def suggested(case):
    return json.loads((case / "assessment.json").read_text(encoding="utf-8"))["assessment"]["outcome"]["decision"]


def conditions_of(case):
    plan = json.loads((case / "assessment.json").read_text(encoding="utf-8"))["plan"]["recommendations"]
    return [entry["mitigation"]["id"] for entry in plan if entry["condition_of_approval"]]


def approve(decide, *arguments):
    return decide("take", "approve-with-conditions", "--by", "council", "--reason", "Pilot.", *arguments)


def kinds(case, at=NOW):
    return {trigger.kind for trigger in due_reviews(Case(case), at)}


def test_without_arguments_each_command_shows_what_is_there(assessed, decide):
    assert "none yet" in decide("show").stdout
    shown = decide("take").stdout
    assert suggested(assessed) in shown
    assert all(measure in shown for measure in conditions_of(assessed))
    assert "No advice is on record." in decide("advice").stdout
    assert "reason for not hearing" in decide("views").stdout
    assert "No consultation" in decide("consult").stdout
    assert "Nothing" in decide("withdraw").stdout
    assert not (assessed / "decision.yaml").exists()


def test_a_decision_from_advice_to_signature(assessed, decide, tmp_path):
    (tmp_path / "advice.pdf").write_bytes(b"%PDF advice")
    advice = ("--officer", "A. Keller", "--opinion", "with-reservations", "--text", "Only with a shorter retention.")
    decide("advice", *advice, "--document", "advice.pdf", "--on", "2025-12-20")
    decide("advice", "--accepted", "--by", "head of transport")
    decide("views", "--how", "meeting", "--said", "delete the same day", "--done", "one day", "--by", "office")
    told = approve(decide, "--role", "city of Rivermouth", "--valid-until", "2026-06-30").stderr
    decide("sign", "--by", "M. Okafor", "--role", "head of transport")
    paper = ("--on", TODAY.isoformat(), "--document", "advice.pdf")
    decide("sign", "--by", "A. Keller", "--role", "data protection officer", *paper)

    record = decision_of(Case(assessed))
    assert [entry.measure for entry in record.taken.conditions] == conditions_of(assessed)
    assert record.taken.advice.document == f"advice.pdf (sha256 {hashlib.sha256(b'%PDF advice').hexdigest()})"
    assert (record.advice, record.views) == (None, None)
    assert record.signatures[1].document == record.taken.advice.document
    assert record.signatures[1].on == TODAY
    kept = read_yaml(assessed / "decision.yaml")
    signed = json.dumps(kept["taken"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    sha256 = hashlib.sha256(signed).hexdigest()
    assert sha256 in told
    assert {entry["sha256"] for entry in kept["signatures"]} == {sha256}
    assert decide("show", "--signed-text").stdout.encode() == signed
    assert (
        kept["taken"]["basis"]["files"]["assessment.json"]
        == hashlib.sha256((assessed / "assessment.json").read_bytes()).hexdigest()
    )

    shown = decide("show").stdout
    for said in (
        "Only with a shorter retention.",
        "Accepted (head of transport)",
        "delete the same day",
        "30 June 2026",
    ):
        assert said in shown
    assert shown.count("stands for this") == 2


def test_programs_get_the_standing_and_the_history_knows_who(approved, decide):
    decide("views", "--why-not", "pavements only", "--by", "office")
    data = json.loads(decide("show", "--format", "json").stdout)
    jsonschema.validate(data, json_schema("decision"))
    assert [entry["state"] for entry in data["signatures"]] == ["holds"]
    assert data["due"] == []
    steps = [(step.did, step.by) for step in Case(approved).steps()][-3:]
    assert steps == [("decision-take", "council"), ("decision-sign", "M. Okafor"), ("decision-views", "office")]


def test_conditions_are_added_and_dropped_by_their_ids(assessed, decide, refused):
    plan = json.loads((assessed / "assessment.json").read_text(encoding="utf-8"))["plan"]["recommendations"]
    extra = next(entry["mitigation"]["id"] for entry in plan if not entry["condition_of_approval"])
    first, *others = conditions_of(assessed)
    approve(decide, "--condition", extra, "--waive", first)
    taken = decision_of(Case(assessed)).taken
    assert {entry.measure for entry in taken.conditions} == {*others, extra}
    assert [entry.measure for entry in taken.waived] == [first]
    for wrong in (("--condition", "no-such-measure"), ("--waive", extra), ("--condition", first[:-1] + "x")):
        code, said = refused("take", "approve-with-conditions", "--by", "council", "--reason", "x", *wrong)
        assert code == 2, said
    dropped = [part for measure in (first, *others) for part in ("--waive", measure)]
    assert "needs at least one" in refused("take", "approve-with-conditions", "--by", "c", "--reason", "x", *dropped)[1]


def test_nothing_is_decided_without_an_assessment(case, refused):
    code, said = refused("take", "approve", "--by", "council", "--reason", "x")
    assert code == 3
    assert "pia assess case" in said
    assert refused("sign", "--by", "M. Okafor", "--role", "head")[0] == 3


@pytest.mark.parametrize("change", ["declared", "answered", "measured"])
def test_nothing_is_decided_on_an_assessment_that_is_no_longer_true(assessed, refused, change):
    if change == "declared":
        declare(assessed, release="open")
    elif change == "answered":
        (assessed / "answers.yaml").write_text("schema: pia-toolkit/answers/1\nchecklists: []\n", encoding="utf-8")
        with (case := Case(assessed)).locked():
            case.record("ask", NOW, {"answers.yaml": (assessed / "answers.yaml").read_bytes()})
    else:
        with (case := Case(assessed)).locked():
            case.record("measure", NOW, {"risk.json": (assessed / "risk.json").read_bytes()})
    code, said = refused("take", suggested(assessed), "--by", "council")
    assert code == 3
    assert "no longer follows" in said
    assert "pia assess case" in said
    assert not (assessed / "decision.yaml").exists()


def test_nothing_is_decided_on_other_data_than_were_scanned(assessed, refused, decide, tmp_path):
    path = assessed / "datasets.json"
    datasets = json.loads(path.read_text(encoding="utf-8"))
    (tmp_path / "trips.csv").write_text("start,end\n1,2\n", encoding="utf-8")
    moved = {**datasets, "files": [{**datasets["files"][0], "path": "../trips.csv"}]}
    path.write_text(json.dumps(moved), encoding="utf-8")
    code, said = refused("take", "approve-with-conditions", "--by", "council", "--reason", "x")
    assert code == 3
    assert "trips.csv" in said
    (tmp_path / "trips.csv").unlink()
    assert "could not be checked" in approve(decide).stderr


def test_another_decision_than_suggested_needs_a_reason(assessed, refused, decide):
    assert suggested(assessed) != "approve"
    code, said = refused("take", "approve", "--by", "council")
    assert code == 2
    assert "reason" in said
    decide("take", "approve", "--by", "council", "--reason", "The pilot holds no personal data any more.")
    assert "The assessment suggested something else" in decide("show").stdout


def test_an_advice_is_overruled_only_for_a_reason_and_never_passed_over(assessed, refused, decide):
    advice = ("--officer", "A. Keller", "--opinion", "unfavourable", "--text", "The benefit is not shown.")
    code, said = refused("advice", *advice, "--overruled", "--by", "council")
    assert code == 2
    assert "overruled needs a reason" in said
    assert not (assessed / "decision.yaml").exists()
    decide("advice", *advice)
    assert "neither" in refused("take", "approve-with-conditions", "--by", "council", "--reason", "x")[1]
    assert refused("advice", "--overruled", "--by", "council")[0] == 2
    assert "--by" in refused("advice", "--accepted")[1]
    decide("advice", "--accepted", "--by", "council")
    assert "against the proposal" in refused("take", "approve-with-conditions", "--by", "council", "--reason", "x")[1]
    decide("advice", "--overruled", "--reason", "One street only.", "--by", "council")
    approve(decide)
    assert "One street only." in decide("show").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--valid-until", "2025-12-31"), "run out"),
        (("--valid-until", TODAY.isoformat()), "run out"),
        (("--on", "2025-12-01"), "before the assessment"),
        (("--on", "2026-01-09"), "still to come"),
        (("--on", "2026-02-30"), "no day"),
        (("--on", "tomorrow"), "not written as a date"),
    ],
)
def test_days_that_cannot_be_right_are_refused(assessed, refused, arguments, said):
    code, told = refused("take", "approve-with-conditions", "--by", "council", "--reason", "x", *arguments)
    assert code == 2
    assert said in told
    assert not (assessed / "decision.yaml").exists()


def test_a_decision_does_not_come_before_its_advice(assessed, decide, refused):
    advice = ("--officer", "A. Keller", "--opinion", "favourable", "--text", "Go on.", "--on", TODAY.isoformat())
    decide("advice", *advice, "--accepted", "--by", "council")
    wrong = ("--reason", "x", "--on", "2026-01-01")
    assert "the advice on record" in refused("take", "approve-with-conditions", "--by", "council", *wrong)[1]


def test_everything_wrong_is_told_at_once(assessed, refused):
    wrong = ("--waive", "no-such-measure", "--valid-until", "2020-01-01", "--on", "2027-01-01")
    assert refused("take", "approve", "--by", "council", *wrong)[1].count("Error:") >= 4


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("advice", ("--officer", "A. Keller")),
        ("advice", ("--by", "council")),
        ("advice", ("--accepted", "--by", "council")),
        ("views", ("--how", "meeting", "--by", "office")),
        ("views", ("--how", "a", "--said", "b", "--done", "c", "--why-not", "d", "--by", "office")),
        ("views", ("--why-not", "pavements only")),
        ("consult", ("--authority", "commissioner", "--by", "office")),
        ("consult", ("--authority", "c", "--asked", "2025-12-01", "--answered", "2025-12-09", "--by", "office")),
        ("take", ("--by", "council")),
        ("take", ("approve-with-conditions", "--reason", "x")),
        ("take", ("consult-authority", "--by", "council", "--reason", "x")),
        ("sign", ("--by", "M. Okafor")),
        ("withdraw", ("decision", "--by", "council")),
        ("withdraw", ("advice", "--by", "council")),
    ],
)
def test_what_is_incomplete_is_refused_and_nothing_is_written(assessed, refused, command, arguments):
    code, said = refused(command, *arguments)
    assert code == 2, said
    assert not (assessed / "decision.yaml").exists()


def test_the_authority_is_consulted_and_its_answer_calls_for_a_new_decision(assessed, decide):
    decide("consult", "--authority", "commissioner", "--asked", "2026-01-01", "--by", "office")
    decide("take", "consult-authority", "--by", "council", "--reason", "A high risk remains.")
    taken = decision_of(Case(assessed)).taken
    assert taken.valid_until is None
    assert kinds(assessed) == set()
    decide("consult", "--answered", "2026-01-02", "--answer", "No objection.", "--by", "office")
    assert kinds(assessed) == {TriggerKind.AUTHORITY}
    approve(decide)
    assert kinds(assessed) == set()
    shown = decide("show").stdout
    assert "No objection." in shown
    assert "GDPR, art. 36" in shown


def test_a_signature_is_given_once(approved, decide, refused):
    code, said = refused("sign", "--by", " m.  OKAFOR", "--role", "Head")
    assert code == 2
    assert "signed this decision" in said
    owner = ("--by", "M. Okafor", "--role", "project owner")
    assert "before the decision" in refused("sign", *owner, "--on", "2025-12-31")[1]
    assert "no file" in refused("sign", *owner, "--document", "./missing.pdf")[1]
    decide("sign", "--by", "M. Okafor", "--role", "project owner")
    decide("withdraw", "signature", "--by", "M. Okafor")
    assert decision_of(Case(approved)).signatures == ()
    assert refused("withdraw", "signature", "--by", "M. Okafor")[0] == 2


def test_nobody_signs_what_is_no_longer_in_the_case(approved, decide, refused):
    declare(approved, contact="town hall")
    code, said = refused("sign", "--by", "A. Keller", "--role", "data protection officer")
    assert code == 5
    assert "case.yaml" in said
    standing = standing_of(Case(approved), NOW)
    assert standing.changed_files == ("case.yaml",)
    assert standing.due == ()
    assert standing.signatures[0].state is SignatureState.HOLDS
    assert "case.yaml" in decide("show").stdout


def test_a_decision_edited_by_hand_is_told_everywhere(approved, decide, refused, pia_here):
    told = "not as pia left it"
    path = approved / "decision.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("reason: Pilot.", "reason: For ever."), encoding="utf-8")
    assert refused("sign", "--by", "A. Keller", "--role", "data protection officer")[0] == 5
    for shown in (decide("show").stdout, pia_here("status", "case").stdout):
        assert told in shown
        assert "something else was signed" in shown
    assert told in decide("views", "--why-not", "no people", "--by", "office").stderr
    assert "something else was signed" in decide("show").stdout
    path.unlink()
    assert told in decide("show").stdout


def test_a_decision_made_by_hand_is_told_and_not_signed(approved, assessed_once, refused, pia_here):
    text = (approved / "decision.yaml").read_bytes()
    shutil.rmtree(approved)
    shutil.copytree(assessed_once, approved)
    (approved / "decision.yaml").write_bytes(text)
    assert refused("sign", "--by", "A. Keller", "--role", "data protection officer")[0] == 5
    shown = pia_here("status", "case").stdout
    assert "not as pia left it" in shown
    assert "the history knows nothing of it" in shown


def test_a_signature_that_the_history_does_not_know_does_not_hold(approved, decide):
    path = approved / "decision.yaml"
    forged = path.read_text(encoding="utf-8").replace("name: M. Okafor", "name: The Mayor")
    with (case := Case(approved)).locked():
        case.record("decision-views", NOW, {"decision.yaml": forged.encode()})
    assert standing_of(case, NOW).signatures[0].state is SignatureState.NOT_IN_HISTORY
    assert "does not hold" in decide("show").stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reply: overruled", "reply: perhaps", "advice.reply"),
        ("  reason: One street.\n", "", "needs a reason"),
        ("by: council", "by: council\n  colour: red", "colour"),
        ("schema: pia-toolkit/decision/1", "schema: pia-toolkit/decision/2", "newer"),
    ],
)
def test_a_broken_decision_file_is_told_with_its_place(assessed, decide, refused, old, new, said):
    advice = ("--officer", "A. Keller", "--opinion", "unfavourable", "--text", "No.", "--overruled")
    decide("advice", *advice, "--reason", "One street.", "--by", "council")
    path = assessed / "decision.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    _, told = refused("show")
    assert said in told
    assert "decision.yaml" in told


def test_changes_of_the_proposal_and_new_columns_call_for_a_new_look(approved, decide, pia_here, tmp_path):
    source = tmp_path / "trips.csv"
    source.write_text("email,plate\nann@example.org,B-AB 12\n" * 30, encoding="utf-8")
    recipients = [{"name": "Harbour police", "kind": "police"}]
    declare(approved, purpose="fines", release="open", recipients=recipients, trains_models=True)
    assert pia_here("scan", source, "--case", "case").returncode == 0
    found = kinds(approved)
    assert {TriggerKind.PURPOSE, TriggerKind.RELEASE, TriggerKind.RECIPIENT, TriggerKind.USE} <= found
    assert TriggerKind.TABLE in found
    shown = pia_here("status", "case").stdout
    assert "A new look is due" in shown
    assert "Harbour police" in shown
    assert "重新审视" in pia_here("status", "case", language="zh").stdout
    assert "Harbour police" in decide("show").stdout


def test_an_approval_holds_a_year_unless_said_otherwise(approved):
    assert kinds(approved, NOW + timedelta(days=365)) == set()
    assert kinds(approved, NOW + timedelta(days=366)) == {TriggerKind.VALIDITY}


def test_a_risk_that_rose_is_told_by_its_title(approved):
    path = approved / "assessment.json"
    record = read_yaml(approved / "decision.yaml")
    basis = record["taken"]["basis"]
    basis |= {"scenarios": dict.fromkeys(basis["scenarios"], "negligible"), "residual": "negligible"}
    (approved / "decision.yaml").write_text(yaml.safe_dump(record), encoding="utf-8")
    risen = [entry for entry in due_reviews(Case(approved), NOW) if entry.kind is TriggerKind.SCENARIO]
    assert risen
    titles = {entry["title"]["en"] for entry in json.loads(path.read_text())["assessment"]["scenarios"]}
    assert {entry.title.in_language("en") for entry in risen} <= titles
    assert TriggerKind.RESIDUAL in kinds(approved)


def test_a_signed_decision_is_never_lost(approved, decide, refused):
    decide("take", "do-not-proceed", "--by", "council", "--reason", "Too little benefit.")
    record = decision_of(Case(approved))
    assert [entry.ended.value for entry in record.earlier] == ["replaced"]
    decide("sign", "--by", "M. Okafor", "--role", "head")
    assert refused("withdraw", "decision", "--by", "council")[0] == 2
    decide("withdraw", "decision", "--by", "council", "--reason", "New supplier.")
    record = decision_of(Case(approved))
    assert record.taken is None
    assert [entry.ended.value for entry in record.earlier] == ["replaced", "withdrawn"]
    shown = decide("show").stdout
    assert "Earlier decisions" in shown
    assert "supplier." in shown
    assert "stands for" in " ".join(shown.split())


def test_what_was_heard_stays_for_the_next_decision_when_one_is_withdrawn(assessed, decide):
    decide("views", "--why-not", "pavements only", "--by", "office")
    approve(decide)
    decide("withdraw", "decision", "--by", "council")
    record = decision_of(Case(assessed))
    assert record.views.why_not == "pavements only"
    assert record.earlier == ()
    decide("withdraw", "views", "--by", "office")
    assert decision_of(Case(assessed)).views is None


def written(case, pia_here, language):
    """Return the reports of a case: Markdown, HTML, and the sheet on the decision."""
    done = pia_here("report", "case", "--format", "md,html,xlsx", "--lang", language)
    assert done.returncode == 0, done.stderr
    name = "assessment" if language == "en" else f"assessment.{language}"
    book = openpyxl.load_workbook(case / "reports" / f"{name}.xlsx")
    page = book[words(language)("report.sheets.decision")]
    sheet = "\n".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell)
    return [*((case / "reports" / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("md", "html")), sheet]


def test_reports_hold_a_form_until_a_decision_is_taken(assessed, pia_here):
    speak = words("zh")
    for text in written(assessed, pia_here, "zh"):
        for key in ("decision.form.title", "decision.advice.none", "decision.form.valid-until", "report.sign.name"):
            assert speak(key) in text
        for role in speak.find("report.sign.roles"):
            assert role in text


def test_reports_hold_the_decision_that_was_taken(approved, decide, pia_here):
    advice = ("--officer", "<b>A. Keller</b>", "--opinion", "favourable", "--text", "=1+1 [x](y)")
    decide("advice", *advice, "--accepted", "--by", "council")
    speak = words("en")
    sha256 = decision_of(Case(approved)).taken.sha256
    texts = written(approved, pia_here, "en")
    for text in texts:
        assert speak("decision.form.title") not in text
        for said in ("M. Okafor", "Pilot.", sha256, speak("decision.advice.next-title")):
            assert said in text
        assert speak("decision.review.due", count=1) in text
    assert "<b>A. Keller" not in texts[0] + texts[1]
    assert "[x](y)" not in texts[0]
