"""`pia demo`: the whole job on sample data."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, obey_ctrl_c, say
from pia_toolkit.cli.options import Language
from pia_toolkit.cli.progress import progress
from pia_toolkit.resources import shipped

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.i18n import Words

_speak = help_words()
_FORMATS = ("html", "xlsx", "json", "md")
_PROPOSALS = {
    description.parent.name: description.parent
    for description in sorted((shipped("sample_datasets") / "demo").glob("*/case.yaml"))
}


def run(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help=_speak("cli.demo-names", known=", ".join(_PROPOSALS))),
    ] = None,
    folder: Annotated[Path, typer.Option("--folder", help=_speak("cli.demo-folder"))] = Path("pia-demo"),
    lang: Language = None,
) -> None:
    """Assess the sample proposals from the data file to the report."""
    from pia_toolkit.case_folder.case import REPORTS

    speak = chosen_words(lang)
    cases = []
    for proposal in _chosen(names or ()):
        case = _assess(proposal, folder / proposal.name, speak)
        _say_three_sentences(case, speak)
        cases.append(case)
    say(speak("cli.demo-done"))
    for case in cases:
        for path in sorted((case.folder / REPORTS).glob("*.html")):
            say(f"  {path}")


def _chosen(names: "list[str] | tuple[str, ...]") -> list[Path]:
    """Return the folders of the proposals named, each once; all of them without a name. Raises `UnknownSample`."""
    from pia_toolkit.errors import UnknownSample, raise_all

    raise_all([UnknownSample(name=name, known=", ".join(_PROPOSALS)) for name in names if name not in _PROPOSALS])
    return [_PROPOSALS[name] for name in dict.fromkeys(names or _PROPOSALS)]


def _assess(proposal: Path, target: Path, speak: "Words") -> "Case":
    """Take one sample proposal through every step, in a case folder of its own."""
    from pia_toolkit import pipeline
    from pia_toolkit.case_folder.case import DECISIONS, REPORTS, create
    from pia_toolkit.case_folder.review import take_decisions
    from pia_toolkit.errors import Several
    from pia_toolkit.i18n import languages, words
    from pia_toolkit.readers.options import ReadOptions
    from pia_toolkit.scanning import scan

    _clear(target)
    case = create(target, (proposal / "case.yaml").read_text(encoding="utf-8"), now())
    names = (proposal / "datasets.txt").read_text(encoding="utf-8").split()
    data = [proposal.parents[1] / name for name in names]
    obey_ctrl_c()
    with progress(speak) as show:
        scanned = scan(data, ReadOptions(), (), show)
        if scanned.unread:
            raise Several(scanned.unread)
        pipeline.keep_scan(case, scanned, now())
        if (proposal / DECISIONS).is_file():
            take_decisions(case, proposal / DECISIONS, "", now())
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
