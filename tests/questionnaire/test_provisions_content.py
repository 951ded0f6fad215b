"""Provisions as data: complete, translated, and in step with the neighbouring resolutions."""

import pytest

from pia_toolkit.domain.provisions import Addressee
from pia_toolkit.i18n import languages
from pia_toolkit.questionnaire.provisions import load_provisions


@pytest.mark.parametrize("language", languages())
def test_every_operative_paragraph_and_every_recital_of_2_1_is_there(language):
    lettered = {f"77/211:7({letter})" for letter in "abcdefghijklmnopqr"} | {f"77/211:8({c})" for c in "abcdefg"}
    whole = {f"77/211:{number}" for number in range(1, 15)}
    habitat = {"2/1:1", "2/1:2", "2/1:3"} | {f"2/1:1({letter})" for letter in "abcdefg"}
    recalled = {f"2/1:PP{number}" for number in range(1, 11)}
    provisions = load_provisions(language)
    assert set(provisions) >= lettered | whole | habitat | recalled
    assert all(entry.gist and entry.title and entry.verb for entry in provisions.values())


def test_a_translation_changes_the_words_only():
    for english, chinese in zip(load_provisions("en").values(), load_provisions("zh").values(), strict=True):
        kept = {"code", "addressee", "concordance"}
        assert english.model_dump(include=kept) == chinese.model_dump(include=kept)
        assert english.gist != chinese.gist


@pytest.mark.parametrize("language", languages())
def test_no_citation_is_left_as_a_code(language):
    for code, provision in load_provisions(language).items():
        assert provision.citation != code


def test_the_successor_can_be_cited_beside_a_paragraph():
    provisions = load_provisions("en")
    assert provisions["77/211:7(e)"].beside("79/175") == ("A/RES/79/175, para. 8 (e)",)
    assert provisions["77/211:8(g)"].beside("75/176") == ()
    assert provisions["77/211:1"].beside("HRC 54/21") == ("Human Rights Council resolution 54/21, para. 1",)
    assert provisions["77/211:PP26-27"].citation == "A/RES/77/211, 26th to 27th preambular para."


def test_a_language_without_translation_gets_english():
    assert load_provisions("fr") == load_provisions("en")


def test_citations_are_written_as_in_un_documents():
    provisions = load_provisions("en")
    assert provisions["77/211:7(e)"].citation == "A/RES/77/211, para. 7 (e)"
    assert provisions["2/1:1(d)"].citation == "UN-Habitat Assembly resolution 2/1 (HSP/HA.2/Res.1), para. 1 (d)"


def test_letters_of_paragraph_7_moved_by_one_between_the_resolutions():
    """77/211 put a new 7 (b) in: what follows stands a letter earlier in 75/176, and in para. 8 of 79/175."""
    provisions = load_provisions("en")
    for before, letter in zip("bcdefghijklmnopq", "cdefghijklmnopqr", strict=True):
        concordance = provisions[f"77/211:7({letter})"].concordance
        assert concordance["75/176"] == (f"7({before})",)
        assert concordance["79/175"][0] == f"8({letter})"
    assert "75/176" not in provisions["77/211:7(b)"].concordance


def test_paragraph_7_speaks_to_states_and_8_to_businesses():
    for code, provision in load_provisions("en").items():
        if code.startswith("77/211:7"):
            assert provision.addressee is Addressee.STATES
        if code.startswith("77/211:8"):
            assert provision.addressee is Addressee.BUSINESSES


def test_some_items_of_paragraph_7_only_ask_to_consider():
    considering = [code for code, entry in load_provisions("en").items() if "consider" in entry.verb]
    assert considering == [f"77/211:7({letter})" for letter in "ghikq"]
