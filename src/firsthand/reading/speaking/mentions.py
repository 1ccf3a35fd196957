"""The words for a source at one statement, and what they say about who is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import SourceKind
from firsthand.reading.descriptions import Description, describe
from firsthand.reading.lexicon import words
from firsthand.reading.names import kind_of_name, name_runs
from firsthand.reading.phrases import Phrase
from firsthand.reading.quotations import Quotation
from firsthand.reading.tokens import Token, tokens

_PLURAL_PRONOUNS = frozenset({"they", "we", "them", "us", "their"})
_BEFORE_NAME = frozenset({",", "called", "named"})
_BEHIND_NAME = frozenset({",", "of", "from", "at", "in", "who", "(", "and"})
_WHO = frozenset({"who", "whom", "whose", "which"})
_PLACING = frozenset({"from", "in", "at", "near"})
_HIMSELF = frozenset({"himself", "herself", "itself", "themselves"})
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


def mention_of(text: str, span: Span, quotations: Sequence[Quotation] = ()) -> Mention:
    """Read the words of a source."""
    whole = [q for q in quotations if span.start <= q.open and q.close <= span.end]
    inside = tokens(text, span.start, span.end, whole)
    phrase = phrase_of(inside)
    if phrase is None:
        return absent(span.start)
    found = _named_behind(text, inside, describe(text, phrase))
    if _only_placed(phrase.core):
        found = _unnamed(text, phrase.core, found)
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


def _named_behind(text: str, inside: Sequence[Token], found: Description) -> Description:
    """ "the sergeant, Obrin", "a man called Obrin", "another analyst, Petra Ekerd of …"."""
    if found.kind is SourceKind.PERSON and found.titled:
        return found
    for first, last in name_runs(inside, sentence_start=-1):
        if first == 0 or inside[first - 1].low not in _BEFORE_NAME:
            continue
        lone = last - first == 1
        if inside[first].low in words("titles", "people", "organisation_nouns"):
            continue
        if lone and (last != len(inside) or not _people_before(inside[:first])):
            continue
        if kind_of_name([t.text for t in inside[first:last]]) is not SourceKind.PERSON:
            continue
        if not lone and last < len(inside) and inside[last].low not in _BEHIND_NAME:
            continue
        name = text[inside[first].start : inside[last - 1].end]
        role = text[inside[0].start : inside[first - 1].start].strip(" ,")
        return replace(found, kind=SourceKind.PERSON, name=name, role=role, titled=True)
    return found


def _people_before(before: Sequence[Token]) -> bool:
    return any(t.low in words("people") or t.low in {"one", "man", "woman"} for t in before)


def _only_placed(core: Sequence[Token]) -> bool:
    """ "refugees from Kounda": the name says where they are from, and is not theirs."""
    at = next((i for i, t in enumerate(core) if t.low in _PLACING and i > 0), None)
    if at is None:
        return False
    return not any(t.capital for t in core[1:at]) and core[at - 1].low in words("people")


def _unnamed(text: str, core: Sequence[Token], found: Description) -> Description:
    first = core[1] if core[0].low in {"a", "an", "the"} and len(core) > 1 else core[0]
    printed = text[first.start : core[-1].end]
    return replace(found, kind=SourceKind.UNNAMED, name=printed, role=None, words=printed)


def phrase_of(inside: tuple[Token, ...]) -> Phrase | None:
    """The noun phrase that a source's words are: its core, and what a comma sets apart."""
    if not inside:
        return None
    while len(inside) > 1 and inside[0].kind == "mark":
        inside = inside[1:]
    end = next(
        (i for i, t in enumerate(inside) if i > 0 and (t.text in {",", "("} or t.low in _WHO)),
        len(inside),
    )
    core, aside = inside[:end], inside[end + (end < len(inside) and inside[end].kind == "mark") :]
    while core and (core[-1].kind in {"mark", "possessive"} or core[-1].low in _HIMSELF):
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
    if all(
        p.lower() in words("determiners", "auxiliaries", "pronouns", "prepositions") for p in parts
    ):
        return frozenset()
    lower = found.kind in {SourceKind.UNNAMED, SourceKind.DOCUMENT} or not any(
        p[:1].isupper() for p in parts
    )
    bare = frozenset(p.lower() for p in parts if p)
    if lower or (len(bare) == 1 and bare <= words("people", "titles", "organisation_nouns")):
        return frozenset()
    return bare - _IDLE
