"""What the tagger learns from: texts with attributions as spans, and as labels on words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firsthand.reading.layout import lay_out
from firsthand.reading.reader import cast_of
from firsthand.reading.speakers import Speakers
from firsthand.reading.statements import StatementBuilder
from firsthand.reading.tagging.decoding import CONTENT, CUE, SOURCE, VIA
from firsthand.reading.tagging.wordpieces import Vocabulary
from firsthand.reading.tagging.words import Numbers, Words, words_of
from firsthand.reading.utterances import (
    BASES,
    KINDS,
    SOURCE_KINDS,
    STANCES,
    hints_of,
    of_rules,
)

Spans = tuple[tuple[int, int], ...]

#: Whether a word is an anchor: no, the head of a cue, the first word of content without a cue.
NO_ANCHOR, AT_CUE, AT_CONTENT = range(3)
UNKNOWN = -100

_AUXILIARY = frozenset(
    {"has", "had", "have", "is", "are", "was", "were", "be", "been", "being", "did", "does", "do"}
    | {"not", "n", "t", "’", "'", "would", "will", "could", "can", "may", "might", "must"}
    | {"should", "to", "also", "never", "only"}
)


@dataclass(frozen=True)
class Gold:
    """One attribution to learn; a column that the data does not have is `None`."""

    source: Spans
    cue: Spans
    content: Spans
    via: Spans = ()
    stance: str | None = None
    kind: str | None = None
    basis: str | None = None
    source_kind: str | None = None


@dataclass(frozen=True)
class Example:
    """A text with its attributions; `weight` says how much it counts."""

    name: str
    text: str
    gold: tuple[Gold, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Anchored:
    """One attribution as labels on all words of the text."""

    anchor: int
    anchor_kind: int
    labels: Numbers
    columns: tuple[int, int, int, int]  # stance, kind, basis, kind of source


@dataclass(frozen=True)
class Labelled:
    """An example as the network sees it."""

    name: str
    words: Words
    attributions: tuple[Anchored, ...]
    weight: float


def labelled(example: Example, vocabulary: Vocabulary) -> Labelled:
    """Put an example's spans on its words; of two attributions at one anchor the longer stays."""
    words = words_with_hints(example.text, vocabulary)
    found: dict[int, Anchored] = {}
    for gold in example.gold:
        one = _anchored(gold, words, example.text)
        if one is None:
            continue
        other = found.get(one.anchor)
        if other is None or np.sum(one.labels == CONTENT) > np.sum(other.labels == CONTENT):
            found[one.anchor] = one
    return Labelled(example.name, words, tuple(found.values()), example.weight)


def words_with_hints(text: str, vocabulary: Vocabulary) -> Words:
    """The words of a text as the network is given them when it reads."""
    layout = lay_out(text)
    builder = StatementBuilder(
        layout, Speakers(text, cast_of(layout, None, range(len(layout.paragraphs)))), None
    )
    builder.build()
    return words_of(
        text, layout.paragraphs, layout.quotations, vocabulary, hints_of(of_rules(builder.found))
    )


def _anchored(gold: Gold, words: Words, text: str) -> Anchored | None:
    labels = np.zeros(len(words), dtype=np.int64)
    for label, spans in (
        (CONTENT, gold.content),
        (VIA, gold.via),
        (SOURCE, gold.source),
        (CUE, gold.cue),
    ):
        for start, end in spans:
            labels[words_within(words, start, end)] = label
    cue = np.flatnonzero(labels == CUE)
    content = np.flatnonzero(labels == CONTENT)
    if not len(content):
        return None
    heads = [i for i in cue if text[words.starts[i] : words.ends[i]].lower() not in _AUXILIARY]
    anchor = int(heads[0] if heads else cue[0] if len(cue) else content[0])
    columns = (
        _number(STANCES, gold.stance),
        _number(KINDS, gold.kind),
        _number(BASES, gold.basis),
        _number(SOURCE_KINDS, gold.source_kind),
    )
    return Anchored(anchor, AT_CUE if len(cue) else AT_CONTENT, labels, columns)


def words_within(words: Words, start: int, end: int) -> slice:
    """The words that a span of characters touches."""
    first = int(np.searchsorted(words.ends, start, side="right"))
    last = int(np.searchsorted(words.starts, end, side="left"))
    return slice(first, max(first, last))


def _number(names: Sequence[str], name: str | None) -> int:
    return UNKNOWN if name is None else names.index(name)
