"""Noun phrases beside a cue: the words for a source, found without a grammar.

English marks the edges of a subject well enough by closed-class words and commas. A phrase that
cannot be bounded surely is not returned.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from firsthand.reading.lexicon import cue_verbs, words
from firsthand.reading.tokens import Token

#: No source is described in more tokens than this on one side of its cue.
LONGEST_PHRASE = 40

_DASHES = frozenset({"—", "–", "--", "-"})
_CLOSERS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase `tokens[first:last]` with what explains it (an appositive, a parenthesis)."""

    core: tuple[Token, ...]
    aside: tuple[Token, ...]
    first: int
    last: int


def phrase_before(
    tokens: Sequence[Token], end: int, verbs: Collection[int] = ()
) -> Phrase | None:
    """The noun phrase that ends right before token `end`; `verbs` are tokens it cannot contain."""
    stop = end
    aside: tuple[Token, ...] = ()
    last = tokens[end - 1] if end > 0 else None
    if last is None:
        return None
    if last.low in _CLOSERS:
        opening = _matching(tokens, end - 1, _CLOSERS[last.low])
        if opening is None or opening == 0:
            return None
        aside, stop = tuple(tokens[opening + 1 : end - 1]), opening
    elif last.low == "," or last.low in _DASHES:
        inserted = _inserted(tokens, end - 1, verbs)
        if inserted is None:
            return None
        stop = inserted
        aside = tuple(tokens[stop + 1 : end - 1])
    first = _walk_left(tokens, stop, verbs)
    first = _trim_left(tokens, first, stop)
    if first >= stop:
        return None
    first = _whole_list(tokens, first, stop)
    core = tuple(tokens[first:stop])
    return Phrase(core, aside, first, end) if _may_be_source(core) else None


def _whole_list(tokens: Sequence[Token], first: int, stop: int) -> int:
    """Where "The United States, France and Germany" begins: all of it is the source."""
    if not any(t.low == "and" for t in tokens[first:stop]):
        return first
    start = first
    while start > 1 and tokens[start - 1].low == "," and tokens[start - 2].capital:
        at = start - 2
        while at > 0 and (tokens[at - 1].capital or tokens[at - 1].low == "the"):
            at -= 1
        start = at
    hard = start == 0 or tokens[start - 1].kind == "quotation" or tokens[start - 1].low == "that"
    return start if hard else first


def phrase_after(
    tokens: Sequence[Token], start: int, verbs: Collection[int] = ()
) -> Phrase | None:
    """The noun phrase that begins at token `start`, with an appositive behind it."""
    stop = start
    limit = min(len(tokens), start + LONGEST_PHRASE)
    while stop < limit and not _ends_phrase(tokens, start, stop, verbs):
        stop += 1
    while stop > start and tokens[stop - 1].low in words("prepositions") | {"and", "or", "the"}:
        stop -= 1
    if stop == start or not _may_be_source(tuple(tokens[start:stop])):
        return None
    core = tuple(tokens[start:stop])
    aside, last = _aside_after(tokens, stop)
    return Phrase(core, aside, start, last)


def _matching(tokens: Sequence[Token], closing: int, mark: str) -> int | None:
    for index in range(closing - 1, max(-1, closing - LONGEST_PHRASE), -1):
        if tokens[index].low == mark:
            return index
    return None


def _inserted(tokens: Sequence[Token], closing: int, verbs: Collection[int]) -> int | None:
    """The mark that opens the insertion which the mark at `closing` closes."""
    mark = tokens[closing].low
    pair = {","} if mark == "," else _DASHES
    best: int | None = None
    for index in range(closing - 1, max(0, closing - LONGEST_PHRASE), -1):
        token = tokens[index]
        if token.kind == "quotation" or token.low in {";", ":"} or index in verbs:
            break
        if token.low not in pair or index + 1 >= closing:
            continue
        if not _explains(tokens, index + 1, closing):
            continue
        first = _trim_left(tokens, _walk_left(tokens, index, verbs), index)
        if first >= index or not _may_be_source(tuple(tokens[first:index])):
            continue
        edge = tokens[first - 1].low if first > 0 else ""
        if best is None or first == 0 or edge not in words("auxiliaries"):
            best = index
        if edge != ",":
            break
    return best


def _explains(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether `tokens[first:last]` reads as an appositive or a relative clause."""
    low = tokens[first].low
    if tokens[last].low in _DASHES and last - first <= 12:
        return True
    if low in {"a", "an", "the", "who", "which", "whose", "one", "his", "her", "its", "their"}:
        return True
    if tokens[first].kind == "number" or tokens[first].capital:
        return True
    if low in {"former", "also", "then", "formerly", "now", "speaking", "himself", "herself"}:
        return True
    return any(t.low in words("people") | words("titles") for t in tokens[first:last][:6]) or (
        low.endswith("ing") and low not in cue_verbs()
    )


def _walk_left(tokens: Sequence[Token], stop: int, verbs: Collection[int]) -> int:
    index = stop
    floor = max(0, stop - LONGEST_PHRASE)
    while index > floor:
        token = tokens[index - 1]
        low = token.low
        if token.kind == "quotation":
            if index < 2 or not _scare(token) or tokens[index - 2].kind != "word":
                break
            if index == stop and tokens[index - 2].low not in {"as", "named", "called", "the"}:
                break
            index -= 1
            continue
        if token.kind == "mark" and low not in {"&", "/", "’", "'", ".", "-", "@", "#"}:
            break
        if index - 1 in verbs or low in words("auxiliaries"):
            break
        if low == "who" and index - 1 > 0 and tokens[index - 2].kind == "word":
            index -= 1  # a restrictive relative clause: "residents who fled"
            continue
        if low in {"and", "or"} and not token.capital:
            if _coordinates(tokens, index - 1, verbs):
                index -= 1
                continue
            break
        if low == "as" and tokens[index - 2].low in {"known", "identified"}:
            index -= 2
            continue
        if low in words("subordinators") and not (token.capital and index < stop):
            break
        if low in words("pronouns") and index < stop:
            break
        index -= 1
    return index


def _scare(token: Token) -> bool:
    """Whether a quotation is a few quoted words of a noun phrase: the “Wolf” unit."""
    quotation = token.quotation
    if quotation is None or token.end - token.start > 40:
        return False
    return not quotation.last_mark_inside


def _coordinates(tokens: Sequence[Token], at: int, verbs: Collection[int]) -> bool:
    """Whether the "and" at `at` joins two noun phrases and not two clauses."""
    seen = 0
    for index in range(at - 1, max(-1, at - 14), -1):
        token = tokens[index]
        if token.kind in {"quotation", "mark"} and token.low not in {",", ".", "&"}:
            return seen > 0
        if index in verbs or token.low in words("auxiliaries"):
            return False
        if token.low in words("subordinators") or token.low == ",":
            return seen > 0
        if token.kind == "word" and not token.capital and token.low.endswith("ed"):
            return False
        seen += 1
    return 0 < seen < 13


def _trim_left(tokens: Sequence[Token], first: int, stop: int) -> int:
    """Drop what cannot begin the phrase: adverbs, conjunctions, and adjuncts of time and place."""
    while first < stop:
        low = tokens[first].low
        if tokens[first].kind == "mark" or (
            low in words("adverbs") | words("subordinators") and low not in {"no"}
        ):
            first += 1
            continue
        if tokens[first].kind == "word" and low.endswith("ly") and not _name_like(tokens, first):
            first += 1
            continue
        if low in words("time_words") | words("weekdays") or tokens[first].kind == "possessive":
            first += 1
            continue
        if low in words("prepositions") | {"this", "last", "next"}:
            after = _after_adjunct(tokens, first, stop)
            if after == first:
                return stop
            first = after
            continue
        break
    return first


def _name_like(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].capital and at + 1 < len(tokens) and tokens[at + 1].capital


def _after_adjunct(tokens: Sequence[Token], first: int, stop: int) -> int:
    """Where the phrase goes on behind a leading "On Tuesday" or "In Goris"."""
    if tokens[first].low in {"this", "last", "next"}:
        if first + 1 < stop and tokens[first + 1].low in words("time_words") | words("weekdays"):
            return first + 2
        return first if tokens[first].low != "this" else _skip_this(tokens, first, stop)
    for index in range(first + 2, stop):
        low = tokens[index].low
        starts = low in words("determiners") or low in words("pronouns")
        if starts and tokens[index - 1].low not in words("prepositions"):
            return index
    for index in range(stop - 1, first + 1, -1):
        if tokens[index].low in words("prepositions"):
            return first
        if tokens[index - 1].low in words("time_words") | words("weekdays"):
            return index
    last = tokens[stop - 1]
    if last.low in words("people") and not last.capital and stop - first == 3:
        return stop - 1
    return first


def _skip_this(tokens: Sequence[Token], first: int, stop: int) -> int:
    return stop if first + 1 >= stop else first + 1


def _ends_phrase(
    tokens: Sequence[Token], start: int, at: int, verbs: Collection[int]
) -> bool:
    token = tokens[at]
    low = token.low
    if token.kind == "quotation":
        return not (at > start and _scare(token) and at + 1 < len(tokens)
                    and tokens[at + 1].kind == "word" and not tokens[at + 1].capital)
    if token.kind == "mark":
        return low not in {"&", "/", "-", "@", "#", "’", "'"}
    if at in verbs or low in words("auxiliaries"):
        return True
    if low in {"and", "or"}:
        return not _and_goes_on(tokens, at)
    if low in words("subordinators") and not token.capital:
        return True
    if at > start and low in words("adverbs") and not token.capital:
        return True
    if low in words("pronouns"):
        return at > start
    if at > start and low in words("weekdays") | {"yesterday", "today"}:
        return True
    if low in words("prepositions"):
        return at == start or _starts_adjunct(tokens, at)
    return False


def _and_goes_on(tokens: Sequence[Token], at: int) -> bool:
    if at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    return following.capital or following.low in words("people") | {"other", "two", "three"}


def _starts_adjunct(tokens: Sequence[Token], at: int) -> bool:
    """Whether the preposition at `at` starts "on Tuesday", "in a statement", "in 2019"."""
    if tokens[at].low in {"during", "after", "before", "through", "via", "about", "as"}:
        return True
    for token in tokens[at + 1 : at + 5]:
        low = token.low
        if low in words("time_words") | words("weekdays") | words("occasions"):
            return tokens[at].low not in {"of", "for", "from"}
        if token.kind == "number" and tokens[at].low in {"in", "on", "at"}:
            return True
        if token.kind != "word" or low in words("prepositions"):
            return False
    return False


def _aside_after(tokens: Sequence[Token], stop: int) -> tuple[tuple[Token, ...], int]:
    if stop >= len(tokens):
        return (), stop
    if tokens[stop].low == "(":
        for index in range(stop + 1, min(len(tokens), stop + LONGEST_PHRASE)):
            if tokens[index].low == ")":
                return tuple(tokens[stop + 1 : index]), index + 1
        return (), stop
    if tokens[stop].low != "," or stop + 1 >= len(tokens):
        return (), stop
    if not _opens_appositive(tokens, stop + 1):
        return (), stop
    end = stop + 1
    while end < min(len(tokens), stop + LONGEST_PHRASE) and not (
        tokens[end].low in {",", ";", ":", "—", "–", "(", ".", "!", "?"}
        or tokens[end].kind == "quotation"
    ):
        end += 1
    if any(t.low in words("auxiliaries") for t in tokens[stop + 1 : end]) and tokens[
        stop + 1
    ].low not in {"who", "which"}:
        return (), stop
    return tuple(tokens[stop + 1 : end]), end


def _opens_appositive(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.kind == "number":
        return True
    if token.low in words("titles") | {"who", "former"} or token.low in words("people"):
        return True
    nearby = tokens[at + 1 : at + 9]
    if token.low in {"the", "a", "an", "its", "his", "her", "their", "one"} or token.capital:
        return any(
            t.low in words("people") | words("titles") or _names_trade(t) for t in nearby
        )
    return False


def _names_trade(token: Token) -> bool:
    """Whether a word looks like a trade: "electrician", "plumber", "dentist"."""
    if token.kind != "word" or token.capital or len(token.low) < 6:
        return False
    return token.low.endswith(("ian", "ist", "eer", "man", "woman", "smith", "maker", "keeper",
                               "worker", "grapher", "logist", "nter", "mber"))


def _may_be_source(core: tuple[Token, ...]) -> bool:
    """Whether the words can name or describe somebody who makes statements."""
    head = [t for t in core if t.kind == "word"]
    if not head:
        return False
    last = head[-1].low
    if len(core) == 1 and last in words("empty_subjects") | words("never_sources"):
        return False
    if len(core) == 1 and last in words("determiners") and last not in {"some", "many", "others"}:
        return last in words("pronouns")
    return not (last in words("prepositions") and not head[-1].capital)
