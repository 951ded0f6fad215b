"""`pia freeze`: keep a case as it is as its next version, or check the versions there are."""

from typing import TYPE_CHECKING, Annotated

import typer

from pia_toolkit.cli.console import chosen_words, help_words, now, print_table, say, tell
from pia_toolkit.cli.options import CaseFolder, Language
from pia_toolkit.errors import ExitCode

if TYPE_CHECKING:
    from pia_toolkit.case_folder.case import Case
    from pia_toolkit.domain.version import Manifest
    from pia_toolkit.i18n import Words

_speak = help_words()
_HASH_SHOWN = 12
_DAY = "%Y-%m-%d"


def run(
    folder: CaseFolder,
    note: Annotated[str, typer.Option("--note", help=_speak("versions.note-help"))] = "",
    author: Annotated[str, typer.Option("--author", help=_speak("versions.author-help"))] = "",
    check: Annotated[bool, typer.Option("--check", help=_speak("versions.check-help"))] = False,
    lang: Language = None,
) -> None:
    """Freeze a case, or check that each frozen version is as it was frozen; then exit code 5 if not."""
    from pia_toolkit.case_folder.case import ASSESSMENT, RISK, Case
    from pia_toolkit.case_folder.versions import freeze

    speak = chosen_words(lang)
    case = Case(folder)
    if check:
        _check(case, speak)
        return
    frozen = freeze(case, now(), note, author)
    key = "frozen" if frozen.is_new else "unchanged"
    version = frozen.manifest
    say(speak(f"versions.{key}", number=version.number, files=len(version.files), at=f"{version.at:{_DAY}}"))
    say(speak("versions.hash", sha256=version.sha256))
    stale = [name for name in (RISK, ASSESSMENT) if case.has(name) and case.is_stale(name)]
    if stale:
        say(speak("versions.stale", files=speak("versions.list-separator").join(stale)))
    if frozen.is_new:
        tell(speak("versions.goes-on", folder=str(folder)))
    tell(speak("cli.pair", label=speak("cli.next"), value=speak("versions.next-freeze", folder=str(folder))))


def print_versions(case: "Case", speak: "Words") -> None:
    """Say for `pia status` which version was frozen last, what has changed since, and where the case came from."""
    from pia_toolkit.case_folder.versions import changed_since, origin_of, versions_of

    source = origin_of(case)
    if source is not None:
        sha256 = source.sha256[:_HASH_SHOWN]
        say(speak("versions.status-source", title=source.title, version=source.version, sha256=sha256))
    for version in versions_of(case)[-1:]:
        changed = speak("versions.list-separator").join(changed_since(case, version))
        key = "status-changed" if changed else "status-unchanged"
        say(speak(f"versions.{key}", number=version.number, at=f"{version.at:{_DAY}}", files=changed))


def _check(case: "Case", speak: "Words") -> None:
    """Show each version with what is not as it was frozen."""
    from pia_toolkit.case_folder.versions import check, versions_of

    found, differ = versions_of(case), check(case)
    if not found and not differ:
        say(speak("versions.none"))
        return
    changed = {entry.version for entry in differ}
    headings = [speak(f"versions.columns.{key}") for key in ("version", "frozen", "note", "state")]
    print_table(headings, [_row(entry, changed, speak) for entry in found], widest=2)
    for entry in differ:
        key = entry.how if entry.file else f"version-{entry.how}"
        say(speak(f"versions.mismatch.{key}", version=entry.version, file=entry.file))
    if differ:
        tell(speak("versions.not-whole"))
        raise typer.Exit(ExitCode.VERIFICATION_FAILED)
    say(speak("versions.whole", count=len(found)))


def _row(version: "Manifest", changed: set[int], speak: "Words") -> list[str]:
    state = speak("versions.state-changed" if version.number in changed else "versions.state-whole")
    told = " · ".join(filter(None, (version.note, version.by, version.sha256[:_HASH_SHOWN])))
    return [str(version.number), f"{version.at:{_DAY}}", told, state]
