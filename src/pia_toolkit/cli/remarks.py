"""Note and evidence for an answer, asked for on a terminal."""

from dataclasses import dataclass, replace

from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.i18n import Words
from pia_toolkit.questionnaire.evidence import attach

_CLEAR = "-"


@dataclass(frozen=True)
class Remark:
    """What goes with an answer; `typed` in this visit, or carried over from an earlier answer."""

    note: str = ""
    evidence: str = ""
    typed: bool = False


NO_REMARK = Remark()


def ask_for_remark(remark: Remark, terminal: Terminal, speak: Words) -> Remark:
    """Ask for note and evidence; nothing typed keeps what is there, a dash clears it."""
    if remark.note or remark.evidence:
        terminal.say(speak("walk.change"))
    note = _ask_text("walk.note", remark.note, terminal, speak)
    return Remark(note=note, evidence=_ask_evidence(remark.evidence, terminal, speak), typed=True)


def ask_for_reason(remark: Remark, terminal: Terminal, speak: Words) -> Remark:
    """Ask why a question does not apply; without a reason the note stays empty."""
    return replace(remark, note=_ask_text("walk.reason-not-applicable", "", terminal, speak), typed=True)


def _ask_evidence(earlier: str, terminal: Terminal, speak: Words) -> str:
    """Ask for evidence and say what became of it: a file is kept by name and hash."""
    text = _ask_text("walk.evidence", earlier, terminal, speak)
    if not text or text == earlier:
        return text
    attached = attach(text)
    if attached.file:
        terminal.say(speak("walk.attached", file=attached.file))
    elif attached.is_missing:
        terminal.say(speak("walk.no-such-file"))
    return attached.text


def _ask_text(prompt: str, earlier: str, terminal: Terminal, speak: Words) -> str:
    """Return a line of text, or what was there before."""
    typed = terminal.ask(speak(prompt))
    return "" if typed == _CLEAR else typed or earlier
