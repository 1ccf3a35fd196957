"""Runs the trained network over a text and gives its attributions as spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import onnxruntime

from firsthand.evidence.spans import Span
from firsthand.reading.quotations import Quotation
from firsthand.reading.speaking.resolving import Thresholds, Weights
from firsthand.reading.tagging import models
from firsthand.reading.tagging.decoding import (
    COLUMNS,
    Probabilities,
    Tagged,
    decoded,
    without_doubles,
)
from firsthand.reading.tagging.windows import Window, encode, windows
from firsthand.reading.tagging.wordpieces import Vocabulary
from firsthand.reading.tagging.words import Hint, Words, hint_rows, words_of

_MOST_ANCHORS = 128  # of one window, so that no text can make the work quadratic


@dataclass(frozen=True, slots=True)
class Model:
    """A trained network: its name, its two graphs, and the ranker of speakers.

    One thread each: readers run side by side in processes of their own, forked from one that has
    loaded the model, and a pool of threads would not survive the fork.
    """

    name: str
    threshold: float
    vocabulary: Vocabulary
    encoder: onnxruntime.InferenceSession
    labels: onnxruntime.InferenceSession
    ranker: Weights
    thresholds: Thresholds


@cache
def load() -> Model:
    """The package's model; takes a quarter of a second, once a process."""
    return load_from(models.packaged())


def load_from(folder: Traversable) -> Model:
    """A model that `benchmarks.reading.train` has written."""
    facts = models.facts(folder)
    return Model(
        facts["name"],
        facts["threshold"],
        Vocabulary((folder / "vocabulary.txt").read_text("utf-8").split("\n")),
        _session((folder / "encoder.onnx").read_bytes()),
        _session((folder / "labels.onnx").read_bytes()),
        _ranker(folder / "ranker.npz"),
        Thresholds(**facts["speakers"]),
    )


def _ranker(path: Traversable) -> Weights:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return Weights(arrays["inner"], arrays["shift"], arrays["outer"])


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def tag(
    text: str,
    paragraphs: Sequence[Span],
    quotations: Sequence[Sequence[Quotation]],
    hints: Sequence[Hint],
    model: Model,
) -> list[Tagged]:
    """The attributions of a text, by where their content begins; linear in its length.

    `hints` are the rules' attributions: the network weighs them, and is bound by none.
    """
    words = words_of(text, paragraphs, quotations, model.vocabulary, hints)
    found: list[Tagged] = []
    for window in windows(words):
        found.extend(_tag_window(words, window, model))
    return without_doubles([one for one in found if one.score >= model.threshold])


def _tag_window(words: Words, window: Window, model: Model) -> list[Tagged]:
    arrays = encode(words, window)
    given: dict[str, Any] = {
        "pieces": arrays.pieces[None],
        "looks": arrays.looks[None],
        "quoted": arrays.quoted[None],
        "ruled": arrays.ruled[None],
        "word_pieces": arrays.word_pieces,
    }
    vectors, kinds = model.encoder.run(None, given)
    sure = 1 - kinds[:, 0]
    sure[: window.own_first - window.first] = 0
    sure[window.own_last - window.first :] = 0
    anchors = np.flatnonzero(sure >= model.threshold)
    if len(anchors) > _MOST_ANCHORS:
        anchors = np.sort(anchors[np.argsort(-sure[anchors], kind="stable")[:_MOST_ANCHORS]])
    if not len(anchors):
        return []
    number = words.paragraphs[window.first : window.last]
    hints = hint_rows(words, window.first, window.last, (window.first + anchors).tolist())
    labels, columns = model.labels.run(
        None, {"vectors": vectors, "anchors": anchors, "paragraphs": number, "hints": hints}
    )
    return decoded(
        words,
        window.first,
        anchors.tolist(),
        sure[anchors].tolist(),
        labels,
        [_parted(row) for row in columns],
    )


def _parted(row: Probabilities) -> tuple[Probabilities, ...]:
    return tuple(np.split(row, np.cumsum(COLUMNS)[:-1]))
