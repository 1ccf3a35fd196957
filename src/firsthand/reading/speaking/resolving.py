"""Puts the mentions of a document together into speakers, from the first to the last.

A linear ranker scores everybody who may be meant and "somebody new" (a mention-ranking model as in
Denis and Baldridge 2008); below its threshold the speaker is unresolved. It uses no gender that
the text does not print.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source
from firsthand.reading.speaking.entities import Entities, Entity
from firsthand.reading.speaking.likeness import Situation, Vector, fits, likeness, newness, nobody
from firsthand.reading.speaking.mentions import Manner, Mention

_LAST_SPEAKERS = 6
_LAST_NAMED = 10
_MOST = 24
_MENTIONS = 60  # of the text, looked back for those last named


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure the ranker must be, by the manner of the mention: alone, and with the rules."""

    alone: Mapping[str, float]
    agreed: Mapping[str, float]

    def of(self, manner: Manner, *, agreed: bool) -> float:
        """The least share that a choice must have."""
        return (self.agreed if agreed else self.alone)[manner.value]


@dataclass(frozen=True, slots=True)
class Weights:
    """The ranker: one hidden layer, `[LENGTH, hidden]` and `[hidden]`."""

    inner: Vector
    shift: Vector
    outer: Vector

    def scores(self, vectors: Vector) -> Vector:
        """One score a row of `[options, LENGTH]`."""
        scores: Vector = np.maximum(vectors @ self.inner + self.shift, 0) @ self.outer
        return scores


@dataclass(frozen=True, slots=True)
class Choice:
    """Those who may be meant at one statement: entities by number, somebody new, nobody known.

    `shares` are probabilities in the same order.
    """

    candidates: tuple[int, ...]
    vectors: tuple[Vector, ...]
    shares: tuple[float, ...]


class Resolver:
    """Resolves mentions in the order of the text."""

    def __init__(
        self, entities: Entities, paragraphs: Sequence[Span], weights: Weights | None
    ) -> None:
        self.entities = entities
        self.starts = [p.start for p in paragraphs]
        self.weights = weights
        self.speakers: list[int] = []

    def choice(self, mention: Mention, parent: int | None, ruled: Source | None) -> Choice:
        """Who may be meant, and how likely each is; `ruled` is whom the rules take it for."""
        self.entities.upto(mention.position)
        self.entities.told(mention)
        self.entities.upto(mention.position + 1)
        near = self._near(mention)
        situation = self._situation(mention, parent, near, ruled)
        vectors = [likeness(mention, e, situation) for e in near]
        vectors.append(newness(mention, near, situation))
        vectors.append(nobody(mention, situation))
        return Choice(tuple(e.number for e in near), tuple(vectors), self._shares(vectors))

    def decide(self, mention: Mention, number: int, entity: Entity | None) -> None:
        """Let a statement's speaker be known; `None` is somebody unresolved."""
        self.speakers.append(-1 if entity is None else entity.number)
        if entity is not None:
            self.entities.said(entity, mention, number)

    def new(self, mention: Mention) -> Entity:
        """Somebody who was not there before."""
        return self.entities.described(mention)

    def _near(self, mention: Mention) -> list[Entity]:
        """Those named or heard near, and those who share a word with the mention."""
        everybody = self.entities.all
        chosen: dict[int, Entity] = {}
        for number in reversed(self.entities.mentioned[-_MENTIONS:]):
            if len(chosen) < _LAST_NAMED:
                chosen[number] = everybody[number]
        for number in self.speakers[-_LAST_SPEAKERS:]:
            if number >= 0:
                chosen[number] = everybody[number]
        if mention.manner in {Manner.NAMED, Manner.DEFINITE}:
            for word in sorted(mention.names | ({mention.head} if mention.head else set())):
                for number in self.entities.with_word(word):
                    if len(chosen) < _MOST:
                        chosen[number] = everybody[number]
            if mention.names and mention.found is not None and mention.found.name:
                whole = self.entities.named(mention.found.name)
                if whole is not None:
                    chosen[whole.number] = whole
        near = [chosen[number] for number in sorted(chosen)]
        if mention.manner is Manner.PRONOUN:
            return [e for e in near if fits(mention, e)]
        return near

    def _situation(
        self,
        mention: Mention,
        parent: int | None,
        near: Sequence[Entity],
        ruled: Source | None,
    ) -> Situation:
        position = mention.position
        last = {
            e.number: max((p for p in e.outside[-4:] if p < position), default=-1) for e in near
        }
        named = sorted((n for n, p in last.items() if p >= 0), key=lambda n: -last[n])
        paragraph = self._paragraph(position)
        paragraph_of = {
            e.number: self._paragraph(e.places[-1]) if e.places else paragraph - 20 for e in near
        }
        return Situation(
            speakers=[s for s in reversed(self.speakers[-_LAST_SPEAKERS:]) if s >= 0],
            named=named,
            parent=parent,
            fitting=[
                e.number
                for e in near
                if paragraph - paragraph_of[e.number] <= 1 and fits(mention, e)
            ],
            heads=sum(mention.head in e.words for e in near),
            spoke_here=any(
                s >= 0 and paragraph_of.get(s, -9) == paragraph for s in self.speakers[-3:]
            ),
            ruled=ruled,
            paragraph=paragraph,
            paragraph_of=paragraph_of,
            sentence_start=position - 120,
        )

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1

    def _shares(self, vectors: Sequence[Vector]) -> tuple[float, ...]:
        if self.weights is None or not vectors:
            return tuple(0.0 for _ in vectors)
        scores = self.weights.scores(np.stack(vectors))
        powers = np.exp(scores - scores.max())
        return tuple(float(x) for x in powers / powers.sum())
