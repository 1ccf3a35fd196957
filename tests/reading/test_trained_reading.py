"""The trained engine: what it finds, and that no text makes it raise or point beside its words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.json_values import to_json
from firsthand.evidence.statements import Reading, SourceKind
from firsthand.reading.reader import read
from firsthand.reading.tagging import models

REPORTS = Path(__file__).resolve().parents[2] / "corpus" / "reports"
MARKS = tuple("“”‘’\"'«»„.,;:—()")
WORDS = (
    *MARKS,
    *("\n\n", "\n", "said", "told", "denied", "according", "to", "citing", "reportedly", "that"),
    *("the", "a", "he", "she", "they", "officials", "Marta", "Velin", "ministry", "05:40", "14"),
    *("“We saw nine bodies.”", "‘No,’", "Orlec", "https://x.example/a?b=c", "Q:", "A:", "MAYOR:"),
    *("@handle", "#tag", "🙂", "ы", "ա", "ع", "中文", "e\u0301", "\u202e", "\x00"),
)
DESCRIPTION = DocumentDescription(outlet="The Tarn Gazette")


def sound(text: str, reading: Reading) -> None:
    """Every span points at its words."""
    for s in reading.statements:
        assert text[s.start : s.end] == s.content
        assert s.content.strip()
        if s.cue is not None:
            assert text[s.cue_start : s.cue_end] == s.cue
        if s.source.mention is not None:
            assert text[s.source.mention_start : s.source.mention_end] == s.source.mention
        assert (s.source.name is None) == (s.source.kind is SourceKind.UNRESOLVED)
        assert 0 <= s.confidence <= 1


def test_speech_report_and_relay_in_one_text() -> None:
    text = (
        "Nine dead in Velm\n\nMarta Velin, a spokeswoman for the Border Guard, said on Sunday that"
        " the village was calm. “We found nobody there,” she added.\n\nThe daily Tarn Herald"
        " reported, citing two officials, that nine bodies had been counted."
    )
    reading = read(text, DESCRIPTION)
    sound(text, reading)
    found = {s.content: s for s in reading.statements}
    assert found["the village was calm"].source.name == "Marta Velin"
    assert found["We found nobody there"].source.name == "Marta Velin"
    relayed = [s for s in reading.statements if s.content == "nine bodies had been counted"]
    assert [len(s.chain) for s in sorted(relayed, key=lambda s: len(s.chain))] == [2, 3]
    assert reading.engine == f"{models.facts(models.packaged())['name']}+rules-2"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
def test_no_text_raises_and_every_span_points_at_its_words(text: str) -> None:
    sound(text, read(text, DESCRIPTION))


@pytest.mark.parametrize("path", sorted(REPORTS.rglob("*.txt"))[::40], ids=lambda p: p.stem)
def test_reports_cut_anywhere_and_read_twice_give_the_same(path: Path) -> None:
    body = re.sub(r"</?[scqvfto]\d+>", "", path.read_text("utf-8").split("\n---\n")[1])
    for text in (body, body[: len(body) // 2], body[len(body) // 3 :]):
        reading = read(text, DESCRIPTION)
        sound(text, reading)
        assert json.dumps(to_json(read(text, DESCRIPTION))) == json.dumps(to_json(reading))


def test_a_long_text_is_read_in_windows_without_doubles() -> None:
    paragraph = "Marta Velin said that the bridge at Orlec was closed. Nobody came that day.\n\n"
    text = paragraph * 150
    reading = read(text, DESCRIPTION)
    sound(text, reading)
    contents = [s.start for s in reading.statements]
    assert len(contents) == len(set(contents))
    assert abs(len(contents) - 150) <= 8
