"""Those who may be meant: everybody whom a document has named or described up to a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from firsthand.evidence.statements import SourceKind
from firsthand.reading.cast import Cast
from firsthand.reading.layout import Layout, Sentence
from firsthand.reading.lexicon import words
from firsthand.reading.names import name_runs
from firsthand.reading.speaking.mentions import Mention
from firsthand.reading.tokens import Token

_SHARING = 12  # entities looked at for one word, however many share it
_OPENS = frozenset(
    {"a", "an", "one", "the", "his", "her", "their", "another", "two", "three", "some"}
)
_HE = frozenset({"he", "him", "his", "mr", "man", "brother", "father", "husband", "son", "uncle"})
_SHE = frozenset(
    {"she", "her", "hers", "mrs", "ms", "woman", "sister", "mother", "wife", "daughter", "aunt"}
)


@dataclass(slots=True)
class Entity:
    """One who may speak.

    `name` is the fullest name or the words of the first description; `places` are the positions
    in the text where it stands, `outside` those outside quotations, `said` the numbers of its
    statements.
    """

    number: int
    name: str
    kind: SourceKind
    role: str | None
    names: frozenset[str]
    words: set[str]
    plural: bool = False
    places: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    gender: str = ""
    place: bool = False

    def take(self, mention: Mention, number: int) -> None:
        """Let a statement be this one's."""
        self.said.append(number)
        self.places.append(mention.position)
        self.outside.append(mention.position)
        self.words |= mention.words
        self.gender = self.gender or gender_of(mention.words | {mention.head})
        if mention.names and not self.names and mention.found is not None:
            self.names = mention.names
            self.name = mention.found.name or self.name
            self.kind = mention.found.kind


def gender_of(printed: frozenset[str] | set[str]) -> str:
    """ "he" or "she" where the words show it."""
    he, she = bool(printed & _HE), bool(printed & _SHE)
    return "" if he == she else "he" if he else "she"


@dataclass(frozen=True, slots=True)
class Here:
    """A name, or somebody described, where it stands in the text; `depth` counts quotations."""

    position: int
    name: str
    depth: int
    described: bool = False


def mentioned(layout: Layout) -> list[Here]:
    """Every name of a text and everybody described in it, quotations included, by position."""
    found: list[Here] = []
    inside: set[str] = set()
    waiting: list[tuple[Sentence, int]] = []
    for index in range(len(layout.paragraphs)):
        waiting.extend((sentence, 0) for sentence in layout.sentences(index))
    first_words: list[Here] = []
    while waiting:
        sentence, depth = waiting.pop()
        if not sentence.tokens:
            continue
        start = sentence.tokens[0].start
        for first, last in name_runs(sentence.tokens, sentence_start=start):
            name = " ".join(t.text for t in sentence.tokens[first:last])
            here = Here(sentence.tokens[first].start, name, depth)
            if first > 0 or last - first > 1:
                inside.add(name)
                found.append(here)
            else:
                first_words.append(here)
        found.extend(_described(layout.text, sentence.tokens, depth))
        for token in sentence.tokens:
            if token.quotation is not None and depth < 3:
                inner = layout.inside(token.quotation, sentence.paragraph)
                waiting.extend((s, depth + 1) for s in inner)
    parts = {part for name in inside for part in name.split()}
    found.extend(here for here in first_words if here.name in parts)
    return sorted(found, key=lambda h: (h.position, h.described))


def _described(text: str, inside: Sequence[Token], depth: int) -> Iterator[Here]:
    """ "a trader from Noumba", "the second driver": people who have no name yet."""
    for at, token in enumerate(inside):
        if token.capital or token.kind != "word":
            continue
        if token.low not in words("people") and not token.low.endswith(("woman", "sman", "ller")):
            continue
        begin = next(
            (i for i in range(at - 1, max(-1, at - 5), -1) if inside[i].low in _OPENS), None
        )
        if begin is None or any(t.kind != "word" for t in inside[begin:at]):
            continue
        yield Here(inside[begin].start, text[inside[begin + 1].start : token.end], depth, True)


class Entities:
    """Grows as the document is read from its first statement to its last."""

    def __init__(self, layout: Layout, cast: Cast) -> None:
        self.cast = cast
        self.all: list[Entity] = []
        #: Whom the text mentions, one after the other, by number.
        self.mentioned: list[int] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, Entity] = {}
        self._here = mentioned(layout)
        self._described: dict[str, Entity] = {}
        self._told_upto = 0
        self._at = 0

    def upto(self, position: int) -> None:
        """Let everybody be known whom the text mentions before a position."""
        while self._at < len(self._here) and self._here[self._at].position < position:
            here = self._here[self._at]
            self._at += 1
            if here.described and here.position < self._told_upto:
                continue  # inside the words of a source that has been taken
            entity = self._somebody(here) if here.described else self.named(here.name)
            if entity is not None:
                self.mentioned.append(entity.number)
                entity.places.append(here.position)
                if here.depth == 0:
                    entity.outside.append(here.position)

    def with_word(self, word: str) -> list[int]:
        """The last entities that a word names or describes, by number."""
        return self._by_word[word][-_SHARING:] if word in self._by_word else []

    def said(self, entity: Entity, mention: Mention, statement: int) -> None:
        """Let a statement be somebody's."""
        for word in sorted((mention.words | mention.names) - entity.words - entity.names):
            self._by_word[word].append(entity.number)
        self.mentioned.append(entity.number)
        entity.take(mention, statement)

    def told(self, mention: Mention) -> None:
        """The words of this mention describe nobody else."""
        if mention.span is not None:
            self._told_upto = max(self._told_upto, mention.span.end)

    def _somebody(self, here: Here) -> Entity:
        """Who is described, the same when the same words come again."""
        low = here.name.lower()
        known = self._described.get(low)
        if known is None:
            parts = {w.strip(".,") for w in low.split()}
            known = self._new(here.name, SourceKind.UNNAMED, None, frozenset(), parts)
            known.gender = gender_of(parts)
            known.plural = low.endswith("s") and not low.endswith("ss")
            self._described[low] = known
        return known

    def named(self, name: str) -> Entity | None:
        """The entity of a name, made when it is new; none where two could be meant."""
        members = self.cast.fullest(name)
        if len(members) != 1 or name.lower() in words("determiners", "pronouns"):
            return None
        member = members[0]
        known = self._by_name.get(member.name)
        if known is None:
            role = member.role
            described = {w.strip(".,").lower() for w in (role or "").split()} | set(member.tokens)
            known = self._new(member.name, member.kind, role, frozenset(member.tokens), described)
            known.gender = gender_of(described)
            known.place = self.cast.places[member.name] > 0 and not member.roles
            self._by_name[member.name] = known
        return known

    def described(self, mention: Mention) -> Entity:
        """A new entity for somebody described, or named for the first time."""
        if mention.names and mention.found is not None and mention.found.name is not None:
            known = self.named(mention.found.name)
            if known is not None and not known.said:
                return known
        found = mention.found
        name = (found.name or found.words) if found is not None else ""
        kind = found.kind if found is not None else SourceKind.UNRESOLVED
        role = found.role if found is not None else None
        made = self._new(name, kind, role, mention.names, set(mention.words))
        made.plural = mention.plural
        made.gender = gender_of(mention.words | {mention.head})
        return made

    def _new(
        self,
        name: str,
        kind: SourceKind,
        role: str | None,
        names: frozenset[str],
        described: set[str],
    ) -> Entity:
        made = Entity(len(self.all), name, kind, role, names, described - words("determiners"))
        self.all.append(made)
        for word in sorted(made.words | made.names):
            self._by_word[word].append(made.number)
        return made
