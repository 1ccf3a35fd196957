"""The statement engine on whole invented reports, marked by hand (texts/README.md)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from firsthand.reading.reader import read_by_rules as read

_TEXTS = sorted((Path(__file__).parent / "texts").glob("*-*.txt"))
_MARKED = Path(__file__).parents[2] / "benchmarks" / "reading" / "marked.py"


@pytest.fixture(scope="module")
def marked_texts():
    spec = importlib.util.spec_from_file_location("marked_texts", _MARKED)
    module = importlib.util.module_from_spec(spec)
    sys.modules["marked_texts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", _TEXTS, ids=lambda path: path.stem)
def test_every_offset_points_at_its_words_in_a_whole_report(path, marked_texts):
    text = marked_texts.parse(path.read_text("utf-8")).text
    reading = read(text)
    for statement in reading.statements:
        assert text[statement.start : statement.end] == statement.content
        if statement.cue is not None:
            assert text[statement.cue_start : statement.cue_end] == statement.cue
        if statement.source.mention is not None:
            start, end = statement.source.mention_start, statement.source.mention_end
            assert text[start:end] == statement.source.mention
    for found in (*reading.figures, *reading.dates, *reading.places):
        assert text[found.start : found.end] == found.text


#: Per group of reports: the least content recall, content precision and source recall, and the
#: most false attributions, each a little under what the engine reaches.
_KEPT = {
    "dev": (0.97, 0.95, 0.95, 3),
    "held": (0.95, 0.85, 0.87, 2),
    "held2": (0.84, 0.84, 0.72, 4),
}


@pytest.mark.parametrize("group", sorted(_KEPT))
def test_the_reports_keep_their_scores(group, marked_texts):
    score = marked_texts.Score()
    for path in _TEXTS:
        if path.stem.startswith(f"{group}-"):
            marked = marked_texts.parse(path.read_text("utf-8"))
            score.add(marked, read(marked.text))
    recall, precision, source, false = _KEPT[group]
    assert score.content / score.expected >= recall
    assert score.content / score.found >= precision
    assert score.source / score.expected >= source
    assert score.false <= false
