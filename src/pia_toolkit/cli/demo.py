"""`pia demo`: the whole job on sample data."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, progress, say
from pia_toolkit.cli.options import Language

_speak = help_words()
_FORMATS = ("html", "xlsx", "json", "md")
_THREE = ("demo-found", "demo-singled-out", "demo-first")


def run(
    folder: Annotated[Path, typer.Option("--folder", help=_speak("cli.demo-folder"))] = Path("pia-demo"),
    lang: Language = None,
) -> None:
    """Assess the sample proposals from the data file to the report."""
    from pia_toolkit import pipeline
    from pia_toolkit.case import REPORTS, Case, create
    from pia_toolkit.errors import CaseExists
    from pia_toolkit.i18n import languages, words
    from pia_toolkit.readers.read import ReadOptions
    from pia_toolkit.reports.story import three_sentences
    from pia_toolkit.resources import shipped

    speak = chosen_words(lang)
    samples = shipped("sample_datasets")
    proposals = sorted(path.parent for path in (samples / "demo").glob("*/case.yaml"))
    reports: list[Path] = []
    for proposal in proposals:
        target = folder / proposal.name
        if target.exists():
            if not (target / "case.yaml").is_file():
                raise CaseExists(path=str(target))
            shutil.rmtree(target)
        case = create(target, (proposal / "case.yaml").read_text(encoding="utf-8"), now())
        data = [samples / line for line in (proposal / "datasets.txt").read_text(encoding="utf-8").split()]
        with progress(speak) as show:
            scanned = pipeline.scan(data, ReadOptions(), (), show)
            pipeline.keep_scan(case, scanned, now())
            pipeline.measure_case(case, (), now(), show)
        pipeline.take_answers(case, proposal / "answers.yaml", now())
        pipeline.assess_case(case, now())
        for language in languages():
            written = pipeline.report_case(case, _FORMATS, target / REPORTS, words(language), now())
            reports += written[:1] if language == speak.language else []
        report = pipeline.assemble(Case(target), speak.language, now())
        say(speak("cli.demo-case", title=report.proposal.title))
        for key, sentence in zip(_THREE, three_sentences(report, speak), strict=True):
            say(f"  {speak(f'cli.{key}')}: {sentence}")
        say()
    say(speak("cli.demo-done"))
    for path in reports:
        say(f"  {path}")
