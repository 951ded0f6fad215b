"""Open questions go out in a workbook, answers come back: what is taken, what differs, what cannot be taken."""

import csv

import pytest
from openpyxl import load_workbook

from pia_toolkit.resources import shipped

SAMPLE = shipped("sample_datasets") / "bike-trips.csv"
FIRST_ROW = 5
ID, VERSION, AUTHOR, ANSWER, NOTE, EVIDENCE = 1, 2, 5, 9, 10, 11

ANSWERS = """\
schema: pia-toolkit/answers/1
checklists:
- checklist: un-77-211
  version: "{version}"
  answers:
  - {answer}
  - {{question: asked-long-ago, value: yes, note: Kept all the same.}}
"""


@pytest.fixture
def form(case, pia_here, tmp_path):
    """An exported form, opened, and a function that saves it and imports it."""
    assert pia_here("ask", "case", "--export", "form.xlsx").returncode == 0
    book = load_workbook(tmp_path / "form.xlsx")

    def give_back(*arguments, language="en"):
        book.save(tmp_path / "back.xlsx")
        return pia_here("ask", "case", "--import", "back.xlsx", *arguments, language=language)

    return book.active, give_back


def fill(page, row, answer, note="", evidence=""):
    for column, text in ((ANSWER, answer), (NOTE, note), (EVIDENCE, evidence)):
        page.cell(row, column).value = text or None


def remarks(done):
    """Return the first line of each remark on a row."""
    return [line for line in done.stdout.splitlines() if line.startswith(("Questions, row", "Extra:"))]


def test_only_cells_for_answers_can_be_changed_and_ids_are_hidden(form):
    page, _ = form
    assert page.protection.sheet
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    filled = [row for row in range(FIRST_ROW, page.max_row + 1) if page.cell(row, ID).value]
    assert unlocked == {f"{letter}{row}" for row in filled for letter in "IJK"} | {"E3"}
    assert [page.column_dimensions[letter].hidden for letter in "ABC"] == [True, True, False]
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1 == '"Yes,Partly,No,Not applicable"'
    assert str(rule.sqref) == f"I{FIRST_ROW}:I{filled[-1]}"


def test_a_form_says_nothing_that_was_found_in_the_data(form):
    page, _ = form
    texts = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    header, *rows = csv.reader(SAMPLE.read_text(encoding="utf-8").splitlines())
    unmistakable = {name for name in (*header, SAMPLE.stem) if "_" in name or "-" in name}
    unmistakable |= {cell for row in rows for cell in row if len(cell) >= 8}
    assert len(unmistakable) > 100
    assert not [text for text in unmistakable if text in texts]


def test_no_text_becomes_a_formula(case, pia_here, tmp_path):
    text = (case / "case.yaml").read_text(encoding="utf-8")
    lines = ['title: "=HYPERLINK(1)"' if line.startswith("title:") else line for line in text.splitlines()]
    (case / "case.yaml").write_text("\n".join(lines), encoding="utf-8")
    answer = "{question: legal-basis-published, value: yes, note: '=1+1', evidence: '@SUM(1)'}"
    (tmp_path / "answers.yaml").write_text(ANSWERS.format(version="0.1", answer=answer), encoding="utf-8")
    pia_here("ask", "case", "--answers", "answers.yaml")
    pia_here("ask", "case", "--export", "all.xlsx", "--again")
    page = load_workbook(tmp_path / "all.xlsx").active
    cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "@SUM(1)"} <= {cell.value for cell in cells}


def test_the_same_form_has_the_same_bytes(case, pia_here, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        pia_here("ask", "case", "--export", name, "--role", "legal", language="zh")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_answers_are_taken_with_their_author_and_the_form_is_kept(form, case, pia_here):
    page, give_back = form
    page.cell(3, AUTHOR).value = "Sam Supplier"
    fill(page, FIRST_ROW, "Partly", "Half of it.", "https://city.example/1")
    fill(page, FIRST_ROW + 1, "否", "还没有。")
    done = give_back("--author", "Dana")
    assert done.returncode == 0
    assert "New answers: 2." in done.stdout
    assert not remarks(done)
    answers = (case / "answers.yaml").read_text(encoding="utf-8")
    for text in ("Half of it.", "还没有。", "https://city.example/1", "author: Sam Supplier"):
        assert text in answers
    last = (case / "history.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert '"by":"Dana"' in last
    assert [path.suffix for path in (case / "returned").iterdir()] == [".xlsx"]
    assert pia_here("status", "case").returncode == 0
    assert "The same as yours: 2." in give_back().stdout


def test_every_row_that_cannot_be_taken_is_explained(form, case):
    page, give_back = form
    before = (case / "history.jsonl").read_bytes()
    row = FIRST_ROW
    fill(page, row, "=1+1")
    fill(page, row + 1, "Yes", '=HYPERLINK("x")')
    fill(page, row + 2, "perhaps")
    fill(page, row + 3, "Not applicable")
    fill(page, row + 4, "", "a note alone")
    page.cell(row + 5, ID).value = "un-77-211/nonsense"
    fill(page, row + 5, "Yes")
    page.cell(row + 7, ID).value = page.cell(row + 6, ID).value
    fill(page, row + 6, "Yes")
    fill(page, row + 7, "No", "Two minds.")
    added = page.max_row + 2
    page.cell(added, AUTHOR).value = "One more thing"
    page.parent.create_sheet("Extra")["A1"] = "Text"
    done = give_back()
    assert done.returncode == 0
    expected = [
        (row, "a formula under Answer"),
        (row + 1, "a formula under Note"),
        (row + 2, "none of the four answers"),
        (row + 3, "without a reason"),
        (row + 4, "but no answer"),
        (row + 5, "No checklist of this case has this question"),
        (row + 6, "answered in several rows"),
        (row + 7, "answered in several rows"),
        (added, "was added and belongs to no question"),
    ]
    told = remarks(done)
    assert [line.partition(":")[0] for line in told] == [f"Questions, row {number}" for number, _ in expected] + [
        "Extra"
    ]
    assert all(words in line for line, (_, words) in zip(told, expected, strict=False))
    assert "HYPERLINK" not in done.stdout + done.stderr
    assert "New answers: 0." in done.stdout
    assert (case / "history.jsonl").read_bytes() == before


@pytest.mark.parametrize(("take", "kept"), [("mine", "Half."), ("theirs", "Nothing yet.")])
def test_a_conflict_is_shown_and_decided(form, case, take, kept):
    page, give_back = form
    fill(page, FIRST_ROW, "Partly", "Half.")
    give_back()
    fill(page, FIRST_ROW, "No", "Nothing yet.")
    before = (case / "answers.yaml").read_bytes()
    done = give_back()
    assert done.returncode == 2
    assert "add --take mine or --take theirs" in done.stderr
    assert (case / "answers.yaml").read_bytes() == before
    done = give_back("--take", take)
    assert "Yours: Partly · Note: Half." in done.stdout
    assert "Theirs: No · Note: Nothing yet." in done.stdout
    assert kept in (case / "answers.yaml").read_text(encoding="utf-8")


def test_an_older_version_is_matched_by_id_and_told(form):
    page, give_back = form
    page.cell(FIRST_ROW, VERSION).value = "0.1"
    fill(page, FIRST_ROW, "Yes")
    done = give_back()
    assert "New answers: 1." in done.stdout
    assert "another version of this checklist" in remarks(done)[0]


def test_what_is_written_beside_the_form_is_told(form):
    page, give_back = form
    fill(page, FIRST_ROW, "Yes")
    page.cell(FIRST_ROW, EVIDENCE + 2).value = "and by the way"
    done = give_back()
    assert "New answers: 1." in done.stdout
    assert "beside the columns of the form" in remarks(done)[0]


def test_what_the_library_warns_of_is_not_shown(form, recwarn):
    page, give_back = form
    fill(page, FIRST_ROW, "Yes", 99887766554433)
    page.cell(FIRST_ROW, NOTE).number_format = "yyyy-mm-dd"
    done = give_back()
    assert "New answers: 1." in done.stdout
    assert not [entry for entry in recwarn if "99887766554433" in str(entry.message)]


def test_a_form_of_another_case_is_refused_in_both_languages(form, case):
    page, give_back = form
    page.cell(1, 2).value = "0123456789ab"
    fill(page, FIRST_ROW, "Yes")
    done = give_back()
    assert done.returncode == 4
    assert "was made for case 0123456789ab" in done.stderr
    assert "是为案卷 0123456789ab 制作的" in give_back(language="zh").stderr
    assert not (case / "answers.yaml").exists()


def test_what_is_no_form_is_refused(case, pia_here, tmp_path):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    for name, words in (("other.xlsx", "not a form"), ("broken.xlsx", "not a spreadsheet")):
        done = pia_here("ask", "case", "--import", name)
        assert done.returncode == 3
        assert words in done.stderr
    assert pia_here("ask", "case", "--import", "missing.xlsx").returncode == 3
    assert pia_here("ask", "case", "--export", "form.pdf").returncode == 2


def test_a_role_gets_its_own_questions_only(case, pia_here, tmp_path):
    pia_here("ask", "case", "--export", "supplier.xlsx", "--role", "supplier")
    pia_here("ask", "case", "--export", "all.xlsx")
    roles = {}
    for name in ("supplier.xlsx", "all.xlsx"):
        page = load_workbook(tmp_path / name).active
        roles[name] = [page.cell(row, 8).value for row in range(FIRST_ROW, page.max_row + 1)]
    assert roles["supplier.xlsx"] == [role for role in roles["all.xlsx"] if role == "supplier"]
    assert len(set(roles["all.xlsx"])) > 1


def test_answers_to_an_older_version_are_carried_over_and_contradictions_told(case, pia_here, tmp_path):
    answer = "{question: legal-basis-published, value: yes}"
    (tmp_path / "answers.yaml").write_text(ANSWERS.format(version="0.1", answer=answer), encoding="utf-8")
    done = pia_here("ask", "case", "--answers", "answers.yaml")
    assert done.returncode == 0
    assert "answers to version 0.1 were carried over to version" in done.stderr
    assert "are not asked any more: 1 (asked-long-ago)." in done.stderr
    assert "Answers that say the opposite of the data: 1" in done.stderr
    kept = (case / "answers.yaml").read_text(encoding="utf-8")
    assert "Kept all the same." in kept.partition("set_aside:")[2]
    assert "value: yes" in kept.partition("set_aside:")[0].replace("'", "")
