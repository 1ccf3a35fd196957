"""The words for a source at one statement, and what they say about who is meant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import SourceKind
from firsthand.reading.descriptions import Description, describe
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase
from firsthand.reading.quotations import Quotation
from firsthand.reading.tokens import Token, tokens

_PLURAL_PRONOUNS = frozenset({"they", "we", "them", "us", "their"})
_IDLE = frozenset({"the", "a", "an", "of", "in", "at", "for", "and", "who", "whose", "to", "from"})


class Manner(StrEnum):
    """How a source is mentioned."""

    NAMED = "named"
    DEFINITE = "definite"  # "the colonel", "his deputy", "the same source"
    INDEFINITE = "indefinite"  # "a baker", "two officials", "residents"
    PRONOUN = "pronoun"
    ABSENT = "absent"  # a quotation that goes on


@dataclass(frozen=True, slots=True)
class Mention:
    """One source at one statement.

    `names` and `words` are lower-case words of its name and of everything that describes it;
    `position` is where it stands in the text, or its content where no words for it stand.
    """

    manner: Manner
    position: int
    span: Span | None
    found: Description | None
    head: str
    names: frozenset[str]
    words: frozenset[str]
    plural: bool

    @property
    def kind(self) -> SourceKind:
        """What it is by its words alone."""
        return self.found.kind if self.found is not None else SourceKind.UNRESOLVED


def absent(position: int) -> Mention:
    """A source for which no words stand."""
    return Mention(Manner.ABSENT, position, None, None, "", frozenset(), frozenset(), plural=False)


def mention_of(text: str, span: Span, quotations: tuple[Quotation, ...] = ()) -> Mention:
    """Read the words of a source."""
    inside = tokens(text, span.start, span.end, quotations)
    phrase = phrase_of(inside)
    if phrase is None:
        return absent(span.start)
    found = describe(text, phrase)
    every = frozenset(t.low.strip(".") for t in inside if t.kind in {"word", "number"})
    head = found.head or (phrase.core[-1].low if phrase.core else "")
    if found.kind is SourceKind.UNRESOLVED and len(phrase.core) == 1:
        plural = phrase.core[0].low in _PLURAL_PRONOUNS
        return Mention(
            Manner.PRONOUN, span.start, span, found, head, frozenset(), every, plural=plural
        )
    names = _names(found)
    if names:
        manner = Manner.NAMED
    elif found.definite or any(t.kind == "possessive" for t in phrase.core):
        manner = Manner.DEFINITE
    else:
        manner = Manner.INDEFINITE
    plural = found.plural or " and " in text[span.start : span.end]
    return Mention(manner, span.start, span, found, head, names, every - _IDLE, plural=plural)


def phrase_of(inside: tuple[Token, ...]) -> Phrase | None:
    """The noun phrase that a source's words are: its core, and what a comma sets apart."""
    if not inside:
        return None
    end = next(
        (i for i, t in enumerate(inside) if t.kind == "mark" and t.text in ",(" and i > 0),
        len(inside),
    )
    core, aside = inside[:end], inside[end + 1 :]
    while core and core[-1].kind in {"mark", "possessive"}:
        core = core[:-1]
    if not any(t.kind in {"word", "number", "quotation"} for t in core):
        return None
    while aside and aside[-1].kind == "mark":
        aside = aside[:-1]
    return Phrase(core, aside, 0, len(inside))


def _names(found: Description) -> frozenset[str]:
    """The words of a name, none where the phrase only describes."""
    if found.name is None or found.kind is SourceKind.UNRESOLVED:
        return frozenset()
    parts = [p.strip(".,“”\"'’") for p in found.name.split()]
    lower = found.kind in {SourceKind.UNNAMED, SourceKind.DOCUMENT} or not any(
        p[:1].isupper() for p in parts
    )
    bare = frozenset(p.lower() for p in parts if p)
    if lower or (len(bare) == 1 and bare <= words("people", "titles", "organisation_nouns")):
        return frozenset()
    return bare - _IDLE
