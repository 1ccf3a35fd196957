"""The network's numbers become spans that a person would draw."""

from __future__ import annotations

import numpy as np

from firsthand.reading.layout import lay_out
from firsthand.reading.tagging.decoding import (
    CONTENT,
    CUE,
    SOURCE,
    Tagged,
    decoded,
    without_doubles,
)
from firsthand.reading.tagging.wordpieces import Vocabulary
from firsthand.reading.tagging.words import words_of

TEXT = "“Rain,” said the mayor, Ana Belk, “fell.” Nobody came."


def tagged(labels: dict[str, int], anchor: str, score: float = 0.9) -> list[Tagged]:
    layout = lay_out(TEXT)
    words = words_of(TEXT, layout.paragraphs, layout.quotations, Vocabulary(["a"]))
    printed = [TEXT[s:e] for s, e in zip(words.starts, words.ends, strict=True)]
    share = np.full((1, len(words), 5), 0.02, dtype=np.float32)
    for i, word in enumerate(printed):
        share[0, i, labels.get(word, 0)] = 0.92
    columns = tuple(np.ones(n, dtype=np.float32) for n in (7, 3, 5, 5))
    return decoded(words, 0, [printed.index(anchor)], [score], share, [columns])


def test_an_interrupted_quotation_has_two_stretches_without_their_marks() -> None:
    marks = {"“": CONTENT, "”": CONTENT, "Rain": CONTENT, ",": SOURCE, "fell": CONTENT, "said": CUE}
    source = {"the": SOURCE, "mayor": SOURCE, "Ana": SOURCE, "Belk": SOURCE}
    (one,) = tagged(marks | source, "said")
    assert [s.of(TEXT) for s in one.content] == ["Rain", "fell"]
    assert [s.of(TEXT) for s in one.source] == ["the mayor, Ana Belk"]
    assert [s.of(TEXT) for s in one.cue] == ["said"]


def test_an_anchor_without_content_is_no_attribution() -> None:
    assert tagged({"said": CUE, "mayor": SOURCE}, "said") == []


def test_of_two_readings_of_one_cue_the_surer_stays() -> None:
    weak = tagged({"said": CUE, "fell": CONTENT}, "said", 0.4)
    strong = tagged({"said": CUE, "fell": CONTENT}, "said", 0.8)
    assert without_doubles([*weak, *strong]) == strong


def test_two_cues_for_different_contents_both_stay() -> None:
    one = tagged({"said": CUE, "fell": CONTENT}, "said")
    other = tagged({"came": CUE, "Nobody": CONTENT}, "came")
    assert len(without_doubles([*one, *other])) == 2
