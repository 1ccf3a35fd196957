"""Scores a network on examples: found statements, and found with the right words for the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from benchmarks.reading import attribution as outside
from benchmarks.reading.train.labels import Example, words_with_hints
from benchmarks.reading.train.network import Network

from firsthand.reading.tagging.decoding import COLUMNS, Tagged, decoded, without_doubles
from firsthand.reading.tagging.windows import encode, windows
from firsthand.reading.tagging.wordpieces import Vocabulary
from firsthand.reading.tagging.words import hint_rows


@torch.no_grad()
def tag(
    network: Network, text: str, vocabulary: Vocabulary, threshold: float = 0.5
) -> list[Tagged]:
    """What the network finds in a text."""
    network.eval()
    words = words_with_hints(text, vocabulary)
    found: list[Tagged] = []
    for window in windows(words):
        arrays = encode(words, window)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = network.encoder(
                *(
                    torch.from_numpy(a[None])
                    for a in (arrays.pieces, arrays.looks, arrays.quoted, arrays.ruled)
                )
            )[0][torch.from_numpy(arrays.word_pieces)]
            sure = 1 - torch.softmax(network.heads.anchors(vectors).float(), -1)[:, 0].numpy()
            own = np.zeros(len(sure), dtype=bool)
            own[window.own_first - window.first : window.own_last - window.first] = True
            anchors = np.flatnonzero((sure >= threshold) & own)
            if not len(anchors):
                continue
            at = torch.from_numpy(anchors)
            number = torch.from_numpy(words.paragraphs[window.first : window.last])
            whole = (window.first + anchors).tolist()
            hints = torch.from_numpy(hint_rows(words, window.first, window.last, whole))
            labels = torch.softmax(network.heads.pairs(vectors, at, number, hints).float(), -1)
            described = network.heads.describe(vectors, at, labels.to(vectors.dtype)).float()
        parts = [torch.softmax(p, -1).numpy() for p in described.split(COLUMNS, dim=1)]
        columns = [tuple(p[i] for p in parts) for i in range(len(anchors))]
        found += decoded(
            words, window.first, anchors.tolist(), sure[anchors].tolist(), labels.numpy(), columns
        )
    return without_doubles(found)


@dataclass
class Counts:
    """Counts over texts."""

    gold: int = 0
    found: int = 0
    content: int = 0
    source: int = 0

    def line(self) -> str:
        """Both F1 in words."""

        def f1(right: int) -> str:
            p, r = right / max(self.found, 1), right / max(self.gold, 1)
            return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(p + r, 1e-9):.3f}"

        counts = f"{self.gold} gold {self.found} found"
        return f"{counts} | statement {f1(self.content)} | +source {f1(self.source)}"


def flat(spans) -> tuple[tuple[int, int], ...]:
    """Spans as pairs."""
    return tuple((s.start, s.end) for s in spans)


def score(
    network: Network, examples: Sequence[Example], vocabulary: Vocabulary, threshold: float = 0.5
) -> Counts:
    """Counts over examples."""
    counts = Counts()
    for example in examples:
        found = [
            outside.Gold(flat(t.content), flat(t.source))
            for t in tag(network, example.text, vocabulary, threshold)
        ]
        gold = [outside.Gold(g.content, g.source) for g in example.gold]
        pairs = outside.match(gold, found)
        counts.gold += len(gold)
        counts.found += len(found)
        counts.content += len(pairs)
        counts.source += sum(outside.same_source(gold[i], found[j]) for i, j in pairs)
    return counts
