"""Noun phrases beside a cue, found without a grammar: the value, and what may be a source.

English marks the edges of a subject well enough by closed-class words and commas. A phrase that
cannot be bounded surely is not returned.
"""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.reading.lexicon import words
from firsthand.reading.tokens import Token

#: No source is described in more tokens than this on one side of its cue.
LONGEST_PHRASE = 40
#: Words that a determiner may follow inside a phrase ("all the residents").
BEFORE_DETERMINER = frozenset({"all", "both", "half", "and", "or", "such", "quite", "not", "as"})
#: What may stand before an article inside a phrase.
LINKING = words("prepositions") | BEFORE_DETERMINER
#: Determiners that begin a phrase wherever they stand.
ARTICLES = frozenset({"the", "a", "an", "his", "her", "its", "their", "this", "these", "those"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase `tokens[first:last]` with what explains it (an appositive, a parenthesis)."""

    core: tuple[Token, ...]
    aside: tuple[Token, ...]
    first: int
    last: int


def is_scare(token: Token) -> bool:
    """Whether a quotation is a few quoted words of a noun phrase: the “Wolf” unit."""
    quotation = token.quotation
    if quotation is None or token.end - token.start > 40:
        return False
    return not quotation.last_mark_inside


def may_be_source(core: tuple[Token, ...]) -> bool:
    """Whether the words can name or describe somebody who makes statements."""
    head = [t for t in core if t.kind == "word"]
    if not head:
        return False
    last = head[-1].low
    if len(core) == 1 and last in words("empty_subjects", "never_sources"):
        return False
    if len(head) == 1 and last in words("adverbs", "subordinators") and last != "who":
        return False
    if len(core) == 1 and last in words("determiners") and last not in {"some", "many", "others"}:
        return last in words("pronouns", plus="her")
    return not (last in words("prepositions") and not head[-1].capital)
