"""The readers of other languages on whole invented reports, marked by hand (README.md)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from firsthand.reading.reader import read_by_rules as read

_HERE = Path(__file__).parent
_TEXTS = sorted(_HERE.glob("*.txt"))
_MARKED = Path(__file__).parents[3] / "benchmarks" / "reading" / "marked.py"


#: Quotations whose speaker is marked and stays unresolved.
_UNRESOLVED = {"held2-ru": 1}


@pytest.fixture(scope="module")
def marked_texts():
    spec = importlib.util.spec_from_file_location("marked_languages", _MARKED)
    module = importlib.util.module_from_spec(spec)
    sys.modules["marked_languages"] = module
    spec.loader.exec_module(module)
    return module


def _scored(marked_texts, name):
    marked = marked_texts.parse((_HERE / f"{name}.txt").read_text("utf-8"))
    score = marked_texts.Score()
    wrong = score.add(marked, read(marked.text))
    return score, wrong


@pytest.mark.parametrize("path", _TEXTS, ids=lambda path: path.stem)
def test_every_offset_points_at_its_words(path, marked_texts):
    text = marked_texts.parse(path.read_text("utf-8")).text
    for statement in read(text).statements:
        assert text[statement.start : statement.end] == statement.content
        if statement.cue is not None:
            assert text[statement.cue_start : statement.cue_end] == statement.cue
        if statement.source.mention is not None:
            start, end = statement.source.mention_start, statement.source.mention_end
            assert text[start:end] == statement.source.mention


@pytest.mark.parametrize("path", _TEXTS, ids=lambda path: path.stem)
def test_every_quotation_of_a_report_is_found_and_none_is_in_the_wrong_mouth(path, marked_texts):
    score, wrong = _scored(marked_texts, path.stem)
    assert score.content == score.expected, wrong
    assert score.false == 0, wrong


@pytest.mark.parametrize("path", _TEXTS, ids=lambda path: path.stem)
def test_speakers_stances_and_chains_keep_their_scores(path, marked_texts):
    score, wrong = _scored(marked_texts, path.stem)
    assert score.source >= score.expected - _UNRESOLVED.get(path.stem, 0), wrong
    assert score.stance >= score.expected, wrong
    assert score.chain >= score.expected, wrong
    assert score.role >= score.expected - 1, wrong


def test_a_mixed_page_is_read_by_the_engine_of_each_paragraph(marked_texts):
    text = marked_texts.parse((_HERE / "mixed.txt").read_text("utf-8")).text
    reading = read(text)
    assert reading.engine == "rules-2+ar+de+fr+hy+ru"
    assert {s.engine for s in reading.statements} == {
        "rules-2", "rules-2+ar", "rules-2+de", "rules-2+fr", "rules-2+hy", "rules-2+ru",
    }  # fmt: skip
    assert any("Russian" in note for note in reading.notes)


def test_a_page_in_a_language_that_is_not_read_says_so(marked_texts):
    text = marked_texts.parse((_HERE / "unsupported-pl.txt").read_text("utf-8")).text
    reading = read(text)
    assert reading.engine == "rules-2+quotations"
    assert len(reading.notes) == 1
    assert "Polish: no speakers are read" in reading.notes[0]
    for statement in reading.statements:
        assert statement.source.name is None
        assert statement.cue is None
        assert statement.confidence <= 0.2
