"""From attributions to statements: speakers by the ranker, nesting turned into chains."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source, SourceKind, Statement
from firsthand.reading.attributions import Pattern
from firsthand.reading.cast import Cast
from firsthand.reading.layout import Layout
from firsthand.reading.lexicon import words
from firsthand.reading.links import LONGEST_CHAIN, without_repeats
from firsthand.reading.names import same_name
from firsthand.reading.speaking.entities import Entities, Entity
from firsthand.reading.speaking.mentions import Manner, Mention, absent, mention_of
from firsthand.reading.speaking.resolving import Resolver, Thresholds, Weights
from firsthand.reading.statements import ENGINE
from firsthand.reading.utterances import Utterance

_FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our"})
_REACH = 48
_SENTENCE = 600  # characters


@dataclass(slots=True)
class _Voice:
    """One utterance with its speaker and the utterance whose content holds it."""

    utterance: Utterance
    source: Source
    entity: int | None
    via: str | None
    parent: _Voice | None


class Voices:
    """Resolves the utterances of a document in reading order."""

    def __init__(
        self,
        layout: Layout,
        cast: Cast,
        outlet: str | None,
        weights: Weights,
        thresholds: Thresholds,
        engine: str,
    ) -> None:
        self.layout = layout
        self.cast = cast
        self.outlet = outlet
        self.entities = Entities(layout, cast)
        self.resolver = Resolver(self.entities, layout.paragraphs, weights)
        self.thresholds = thresholds
        self.engine = engine

    def statements(self, utterances: Sequence[Utterance]) -> tuple[Statement, ...]:
        """Every statement of the document, by position; each stretch of content is one."""
        parents = parents_of(utterances)
        voices: dict[int, _Voice] = {}
        order = sorted(range(len(utterances)), key=lambda i: (utterances[i].position, i))
        for index in order:
            for waiting in reversed(_line(index, parents)):
                if waiting not in voices:
                    voices[waiting] = self._resolve(waiting, utterances, parents, voices)
        found = [s for i in range(len(utterances)) for s in self._statements(voices[i])]
        return tuple(sorted(found, key=lambda s: (s.start, -s.end)))

    def _resolve(
        self,
        index: int,
        utterances: Sequence[Utterance],
        parents: Sequence[int | None],
        voices: dict[int, _Voice],
    ) -> _Voice:
        one, parent = utterances[index], parents[index]
        outer = voices[parent] if parent is not None else None
        mention = self._mention(one)
        source, entity = self._speaker(one, mention, outer)
        self.resolver.decide(mention, index, entity)
        number = entity.number if entity is not None else None
        return _Voice(one, source, number, self._via(one), outer)

    def _mention(self, one: Utterance) -> Mention:
        if one.source is None:
            return absent(one.content[0].start)
        return mention_of(self.layout.text, one.source, self.layout.quotations_in(one.source))

    def _speaker(
        self, one: Utterance, mention: Mention, outer: _Voice | None
    ) -> tuple[Source, Entity | None]:
        parent = outer.entity if outer is not None else None
        if mention.head in _FIRST_PERSON and mention.manner is Manner.PRONOUN:
            return self._first_person(parent, mention, one)
        if mention.manner is Manner.NAMED and one.ruled is not None and _same_words(one, one.ruled):
            return self._as_ruled(one.ruled, mention)
        choice = self.resolver.choice(mention, parent, one.ruled)
        best = max(range(len(choice.shares)), key=lambda i: choice.shares[i])
        share = choice.shares[best]
        entity: Entity | None = None
        if best < len(choice.candidates):
            entity = self.entities.all[choice.candidates[best]]
        elif best == len(choice.candidates) and _can_be_new(mention):
            entity = self.resolver.new(mention)
        agreed = entity is not None and same_name(
            entity.name, one.ruled.name if one.ruled else None
        )
        if one.pattern is Pattern.TURN and one.ruled is not None and not agreed:
            return self._as_ruled(one.ruled, mention)
        if entity is None or share < self.thresholds.of(mention.manner, agreed=agreed):
            return self._unresolved(mention), None
        return self._source(entity, mention, one), entity

    def _first_person(
        self, parent: int | None, mention: Mention, one: Utterance
    ) -> tuple[Source, Entity | None]:
        """ "I" in somebody's words is that one; in the document's own it is its author."""
        if parent is not None:
            entity = self.entities.all[parent]
            return self._source(entity, mention, one), entity
        if one.ruled is not None and one.ruled.name is not None:
            return one.ruled, self.entities.named(one.ruled.name)
        return self._unresolved(mention), None

    def _as_ruled(self, ruled: Source, mention: Mention) -> tuple[Source, Entity | None]:
        """A labelled turn, or a name that the rules read too, is whose the rules say it is."""
        entity = self.entities.named(ruled.name) if ruled.name is not None else None
        if entity is None and ruled.name is not None:
            entity = self.resolver.new(mention)
        return ruled, entity

    def _unresolved(self, mention: Mention) -> Source:
        """Nobody; a description ("the major") stays as the words that it is, and names nobody."""
        if mention.span is None:
            return Source(None, None, SourceKind.UNRESOLVED)
        words = mention.span.of(self.layout.text)
        if mention.manner in {Manner.DEFINITE, Manner.INDEFINITE} and mention.found is not None:
            kind = mention.kind if mention.kind is not SourceKind.UNRESOLVED else SourceKind.UNNAMED
            name = mention.found.words or words
            return Source(name, None, kind, words, mention.span.start, mention.span.end)
        return Source(
            None, None, SourceKind.UNRESOLVED, words, mention.span.start, mention.span.end
        )

    def _source(self, entity: Entity, mention: Mention, one: Utterance) -> Source:
        found = mention.found
        kind, name, role = entity.kind, entity.name, entity.role
        if entity.names:
            members = self.cast.fullest(entity.name)
            if len(members) == 1:
                name, role = members[0].name, members[0].role or role
            if found is not None and found.role and (role is None or len(found.role) > len(role)):
                role = found.role
        elif one.source_kind is not None and kind is SourceKind.UNRESOLVED:
            kind = one.source_kind
        if kind is not SourceKind.PERSON:
            role = None
        if mention.span is None:
            return Source(name, role, kind)
        span = mention.span
        return Source(name, role, kind, span.of(self.layout.text), span.start, span.end)

    def _via(self, one: Utterance) -> str | None:
        if one.via is None:
            return one.ruled_via
        mention = mention_of(self.layout.text, one.via, self.layout.quotations_in(one.via))
        if mention.manner is Manner.NAMED and mention.found is not None and mention.found.name:
            if self._own(mention.found.name):
                return None
            entity = self.entities.named(mention.found.name)
            return entity.name if entity is not None else mention.found.name
        if mention.found is not None and mention.manner is not Manner.PRONOUN:
            return mention.found.words
        return None

    def _own(self, name: str) -> bool:
        """Whether a name is the document's own outlet's: whole, in part, or by its initials."""
        if self.outlet is None:
            return False
        parts = self.outlet.split()
        initials = "".join(p[0] for p in parts if p[0].isupper())
        bare = name.removeprefix("The ").removeprefix("the ")
        return bare in self.outlet or (len(initials) > 1 and bare == initials)

    def _statements(self, voice: _Voice) -> list[Statement]:
        text, one = self.layout.text, voice.utterance
        return [
            Statement(
                source=voice.source,
                cue=one.cue.of(text) if one.cue is not None else None,
                content=span.of(text),
                kind=one.kind,
                stance=one.stance,
                chain=self._chain(voice),
                start=span.start,
                end=span.end,
                engine=self.engine if one.tagged else ENGINE,
                confidence=round(one.score, 3),
                cue_start=one.cue.start if one.cue is not None else None,
                cue_end=one.cue.end if one.cue is not None else None,
                basis=one.basis,
            )
            for span in one.content
        ]

    def _chain(self, voice: _Voice) -> tuple[str | None, ...]:
        links: list[str | None] = []
        step: _Voice | None = voice
        for _ in range(LONGEST_CHAIN):
            if step is None:
                break
            links.append(step.source.name)
            if step.via is not None:
                links.append(step.via)
            step = step.parent
        if self.outlet is not None:
            links.append(self.outlet)
        return without_repeats(links)


def _same_words(one: Utterance, ruled: Source) -> bool:
    """Whether the rules name somebody from the same words."""
    if ruled.name is None or ruled.mention_start is None or ruled.mention_end is None:
        return False
    span = one.source
    return span is not None and span.start < ruled.mention_end and ruled.mention_start < span.end


def _can_be_new(mention: Mention) -> bool:
    """Whether the words describe somebody: a pronoun and "being" do not."""
    if mention.manner in {Manner.PRONOUN, Manner.ABSENT}:
        return False
    idle = words("determiners", "auxiliaries", "pronouns", "prepositions", plus="and or but")
    return bool(mention.words - idle)


def parents_of(utterances: Sequence[Utterance]) -> list[int | None]:
    """For each utterance the one whose content holds its content and its cue.

    Of two with the same content, the one that is cited stands inside the one that cites it.
    """
    order = sorted(
        range(len(utterances)),
        key=lambda i: (utterances[i].content[0].start, -utterances[i].content[-1].end, i),
    )
    parents: list[int | None] = [None] * len(utterances)
    active: list[int] = []
    for index in order:
        one = utterances[index]
        start = one.content[0].start
        active = [i for i in active if utterances[i].content[-1].end > start][-_REACH:]
        best, least = None, 0
        for other in active:
            span = _holding(utterances[other], one)
            if span is not None and (best is None or span.end - span.start <= least):
                best, least = other, span.end - span.start
        parents[index] = best
        active.append(index)
    _equal_contents(utterances, parents, order)
    return parents


def _line(index: int, parents: Sequence[int | None]) -> list[int]:
    """An utterance and those that hold it, the outermost last."""
    line = [index]
    while (parent := parents[line[-1]]) is not None and parent not in line:
        line.append(parent)
    return line


def _holding(outer: Utterance, inner: Utterance) -> Span | None:
    """The stretch of an outer content that holds an inner utterance's content and its cue."""
    parts = [*inner.content, *([inner.cue] if inner.cue is not None else [])]
    first, last = min(p.start for p in parts), max(p.end for p in parts)
    for span in outer.content:
        if span.start <= first and last <= span.end:
            whole = Span(inner.content[0].start, inner.content[-1].end)
            return span if whole != span else None
    return None


def _equal_contents(
    utterances: Sequence[Utterance],
    parents: list[int | None],
    order: Sequence[int],
) -> None:
    """ "Z reported, citing X, that …": X's statement stands inside Z's."""
    by_content: dict[tuple[int, int], list[int]] = {}
    for index in order:
        one = utterances[index]
        key = (one.content[0].start, one.content[-1].end)
        insort(by_content.setdefault(key, []), index)
    for same in by_content.values():
        citing = [i for i in same if utterances[i].citing]
        others = [i for i in same if i not in citing]
        if citing and others:
            for i in citing:
                parents[i] = others[0]
        elif len(same) == 2:
            inner, outer = sorted(same, key=lambda i: _distance(utterances[i]))
            if parents[inner] == parents[outer] and _distance(utterances[outer]) < _SENTENCE:
                parents[inner] = outer


def _distance(one: Utterance) -> int:
    """How far the words for the source stand from the content; behind it counts as farther.

    "A nurse says X, the daily writes": the daily has it from the nurse.
    """
    if one.source is None:
        return _SENTENCE
    first, last = one.content[0].start, one.content[-1].end
    if one.source.start >= last:
        return one.source.start - last + _SENTENCE // 2
    return max(0, first - one.source.end)
