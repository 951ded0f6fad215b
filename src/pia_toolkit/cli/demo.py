"""`pia demo`: the whole job on sample data."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, obey_ctrl_c, say
from pia_toolkit.cli.options import Language
from pia_toolkit.cli.progress import progress

if TYPE_CHECKING:
    from pia_toolkit.case import Case
    from pia_toolkit.i18n import Words

_speak = help_words()
_FORMATS = ("html", "xlsx", "json", "md")


def run(
    folder: Annotated[Path, typer.Option("--folder", help=_speak("cli.demo-folder"))] = Path("pia-demo"),
    lang: Language = None,
) -> None:
    """Assess the sample proposals from the data file to the report."""
    from pia_toolkit.case import REPORTS
    from pia_toolkit.resources import shipped

    speak = chosen_words(lang)
    samples = shipped("sample_datasets")
    cases = []
    for description in sorted((samples / "demo").glob("*/case.yaml")):
        case = _assess(description.parent, samples, folder / description.parent.name, speak)
        _say_three_sentences(case, speak)
        cases.append(case)
    say(speak("cli.demo-done"))
    for case in cases:
        for path in sorted((case.folder / REPORTS).glob("*.html")):
            say(f"  {path}")


def _assess(proposal: Path, samples: Path, target: Path, speak: "Words") -> "Case":
    """Take one sample proposal through every step, in a case folder of its own."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import REPORTS, create
    from pia_toolkit.errors import Several
    from pia_toolkit.i18n import languages, words
    from pia_toolkit.readers.options import ReadOptions

    _clear(target)
    case = create(target, (proposal / "case.yaml").read_text(encoding="utf-8"), now())
    data = [samples / name for name in (proposal / "datasets.txt").read_text(encoding="utf-8").split()]
    obey_ctrl_c()
    with progress(speak) as show:
        scanned = pipeline.scan(data, ReadOptions(), (), show)
        if scanned.unread:
            raise Several(scanned.unread)
        pipeline.keep_scan(case, scanned, now())
        pipeline.measure_case(case, now(), show)
    pipeline.take_answers(case, proposal / "answers.yaml", now())
    pipeline.assess_case(case, now())
    for language in languages():
        pipeline.report_case(case, _FORMATS, target / REPORTS, words(language), now())
    return case


def _clear(target: Path) -> None:
    """Remove what an earlier demo left; anything else is left alone. Raises `CaseExists`."""
    from pia_toolkit.errors import CaseExists

    if target.exists():
        if not (target / "case.yaml").is_file():
            raise CaseExists(path=str(target))
        shutil.rmtree(target)


def _say_three_sentences(case: "Case", speak: "Words") -> None:
    """Say what was found, how easily people are singled out, and what to do first."""
    from pia_toolkit import pipeline
    from pia_toolkit.reports.story import three_sentences

    report = pipeline.assemble(case, speak.language, now())
    say(speak("cli.demo-case", title=report.proposal.title))
    for sentence in three_sentences(report, speak):
        say(f"  {sentence}")
    say()
