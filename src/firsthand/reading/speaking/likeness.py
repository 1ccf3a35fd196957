"""What speaks for it that a mention means somebody: the features that the ranker weighs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.evidence.statements import Source, SourceKind
from firsthand.reading.names import same_name
from firsthand.reading.speaking.entities import Entity
from firsthand.reading.speaking.mentions import Manner, Mention

Vector = npt.NDArray[np.float32]

_MANNERS = tuple(Manner)
_FEATURES = (
    "shared words", "same head", "words within", "same name", "part of name",
    "last name", "names differ", "same kind", "pronoun fits", "gender same", "gender differs",
    "number differs", "full name", "person", "body", "place", "described",
    "spoke last", "spoke before last", "spoke ever", "parent speaks",
    "named last", "named next to last", "others between", "same paragraph", "paragraph before",
    "far", "spoke often", "in this sentence", "new", "name known", "part known", "head known",
    "nobody", "nobody spoke", "fitting near", "fitting in paragraph", "plural", "quoted",
    "same head alone", "pronoun he or she", "pronoun they", "pronoun I",
    "rules mean it", "rules mean another", "rules do not know", "rules silent",
)  # fmt: skip
NUMBER = {name: i for i, name in enumerate(_FEATURES)}
#: The length of a vector: the features, and the manner of the mention.
LENGTH = len(_FEATURES) + len(_MANNERS)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known where a mention stands.

    `speakers` are the speakers of the statements before, the last one first; `named` are those
    named in the text before, the last one first; `parent` speaks the content that holds this
    statement. `fitting` are those near whom a pronoun may mean, `heads` is how many share the
    mention's head noun, `spoke_here` whether somebody spoke in this paragraph, `ruled` whom the
    rules take it for (`None`: they did not find the statement).
    `paragraph` is where the mention stands, `paragraph_of` where each entity was last mentioned.
    """

    speakers: Sequence[int]
    named: Sequence[int]
    parent: int | None
    fitting: Sequence[int]
    heads: int
    spoke_here: bool
    ruled: Source | None
    paragraph: int
    paragraph_of: Mapping[int, int]
    sentence_start: int


def likeness(mention: Mention, entity: Entity, at: Situation) -> Vector:
    """The features of a mention and somebody who may be meant."""
    put = _Vector(mention)
    _words(mention, entity, put)
    _kinds(mention, entity, put)
    number = entity.number
    put("spoke last", bool(at.speakers) and at.speakers[0] == number)
    others = [s for s in at.speakers if s != at.speakers[0]]
    put("spoke before last", bool(others) and others[0] == number)
    put("spoke ever", bool(entity.said))
    put("parent speaks", at.parent == number)
    put("quoted", at.parent is not None)
    put("named last", bool(at.named) and at.named[0] == number)
    put("named next to last", len(at.named) > 1 and at.named[1] == number)
    rank = at.named.index(number) if number in at.named else 8
    put("others between", min(rank, 8) / 8)
    apart = at.paragraph - at.paragraph_of[number]
    put("same paragraph", apart == 0)
    put("paragraph before", apart == 1)
    put("far", math.log1p(max(0, apart)) / 2)
    put("spoke often", math.log1p(len(entity.said)) / 2)
    put("in this sentence", bool(entity.places) and entity.places[-1] >= at.sentence_start)
    fitting = [n for n in at.fitting if n != number]
    put("fitting near", min(len(fitting), 4) / 4)
    put("fitting in paragraph", sum(at.paragraph == at.paragraph_of[n] for n in fitting) / 4)
    put("same head alone", mention.head in entity.words and at.heads == 1)
    if at.ruled is not None and at.ruled.name is not None:
        same = same_name(at.ruled.name, entity.name)
        put("rules mean it", same)
        put("rules mean another", not same)
    _rules(at, put)
    return put.values


def newness(mention: Mention, entities: Sequence[Entity], at: Situation) -> Vector:
    """The features of a mention that means somebody who was not there before."""
    put = _Vector(mention)
    put("new", 1)
    put("name known", any(mention.names and mention.names == e.names for e in entities))
    put("part known", any(mention.names and mention.names < e.names for e in entities))
    put("head known", any(mention.head and mention.head in e.words for e in entities))
    put("nobody spoke", not at.speakers)
    put("quoted", at.parent is not None)
    if at.ruled is not None and at.ruled.name is not None:
        put("rules mean another", any(same_name(at.ruled.name, e.name) for e in entities))
    _rules(at, put)
    return put.values


def nobody(mention: Mention, at: Situation) -> Vector:
    """The features of a mention of which the text does not say who it means."""
    put = _Vector(mention)
    put("nobody", 1)
    put("nobody spoke", not at.speakers)
    put("quoted", at.parent is not None)
    put("fitting near", min(len(at.fitting), 4) / 4)
    put("same paragraph", bool(at.spoke_here))
    put("rules mean another", at.ruled is not None and at.ruled.name is not None)
    _rules(at, put)
    return put.values


def _rules(at: Situation, put: _Vector) -> None:
    put("rules silent", at.ruled is None)
    put("rules do not know", at.ruled is not None and at.ruled.name is None)


class _Vector:
    """Values by the names of their features."""

    def __init__(self, mention: Mention) -> None:
        self.values: Vector = np.zeros(LENGTH, dtype=np.float32)
        self.values[len(_FEATURES) + _MANNERS.index(mention.manner)] = 1
        if mention.manner is Manner.PRONOUN:
            self("pronoun he or she", mention.head in {"he", "she"})
            self("pronoun they", mention.head == "they")
            self("pronoun I", mention.head in {"i", "we"})
        self("plural", mention.plural)

    def __call__(self, name: str, value: float | bool) -> None:
        self.values[NUMBER[name]] = value


def _words(mention: Mention, entity: Entity, put: _Vector) -> None:
    union = len(mention.words | entity.words)
    put("shared words", len(mention.words & entity.words) / union if union else 0)
    put("same head", bool(mention.head) and mention.head in entity.words)
    put("words within", bool(mention.words) and mention.words <= entity.words)
    if mention.names and entity.names:
        put("same name", mention.names == entity.names)
        put("part of name", mention.names < entity.names)
        last = entity.name.split()[-1].lower() if entity.name.split() else ""
        put("last name", last in mention.names)
        put("names differ", bool(mention.names - entity.names))


def fits(mention: Mention, entity: Entity) -> bool:
    """Whether somebody may be meant by a pronoun, by number and kind alone."""
    personal = entity.kind in {SourceKind.PERSON, SourceKind.UNNAMED} and not entity.place
    if mention.head in {"he", "she"}:
        clash = entity.gender and entity.gender != mention.head
        return personal and not entity.plural and not clash
    if mention.head in {"they", "we"}:
        return entity.plural or not personal
    if mention.head in {"it", "which", "that"}:
        return entity.kind is not SourceKind.PERSON
    return personal


def _kinds(mention: Mention, entity: Entity, put: _Vector) -> None:
    put("same kind", mention.kind is entity.kind)
    put("pronoun fits", mention.manner is Manner.PRONOUN and fits(mention, entity))
    gender = mention.head if mention.head in {"he", "she"} else ""
    put("gender same", bool(gender) and entity.gender == gender)
    put("gender differs", bool(gender and entity.gender and gender != entity.gender))
    put("number differs", mention.plural != entity.plural)
    put("full name", len(entity.names) > 1)
    put("person", entity.kind is SourceKind.PERSON)
    put("body", entity.kind in {SourceKind.ORGANISATION, SourceKind.OUTLET})
    put("place", entity.place)
    put("described", not entity.names)
