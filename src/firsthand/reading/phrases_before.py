"""The noun phrase in front of a cue: its subject, with an appositive or a parenthesis."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from firsthand.reading.lexicon import cue_verbs, words
from firsthand.reading.phrases import (
    ARTICLES,
    LINKING,
    LONGEST_PHRASE,
    Phrase,
    is_scare,
    may_be_source,
)
from firsthand.reading.tokens import Token

_DASHES = frozenset({"—", "–", "--", "-", "―"})
_HARD_EDGES = frozenset({"that", "and", "but", "while", "because", "as", ";", ":", "—", "–", "--"})
_IRREGULAR_PAST = words("irregular_past")
_CLOSERS = {")": "(", "]": "["}
#: What opens an insertion that may hold an attributing verb: ", who asked not to be named,".
_OPENS_INSERTION = words("insertion_openers", "noun_participles")
_OPENS_ADJUNCT = frozenset(
    {"asked", "questioned", "pressed", "speaking", "responding", "replying", "answering", "writing"}
)
_SUBJECT_PRONOUNS = frozenset({"i", "he", "she", "we", "they"})


def phrase_before(tokens: Sequence[Token], end: int, verbs: Collection[int] = ()) -> Phrase | None:
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
    stop = _before_time(tokens, stop)
    if stop > 0 and tokens[stop - 1].low in _SUBJECT_PRONOUNS:
        first = stop - 1  # "on behalf of the dead | I state"
    else:
        first = _trim_left(tokens, _walk_left(tokens, stop, verbs), stop)
    if first >= stop:
        return None
    first = _whole_list(tokens, first, stop)
    core = tuple(tokens[first:stop])
    return Phrase(core, aside, first, end) if may_be_source(core) else None


def _before_time(tokens: Sequence[Token], stop: int) -> int:
    """ "General Pask on Sunday said": the day is no part of the name."""
    days = words("weekdays", plus="yesterday today")
    if stop > 1 and tokens[stop - 1].low in days:
        stop -= 1
        while stop > 1 and tokens[stop - 1].low in {"on", "late", "early", "last", "this"}:
            stop -= 1
    return stop


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
    verb_inside = False
    for index in range(closing - 1, max(0, closing - LONGEST_PHRASE), -1):
        token = tokens[index]
        if token.kind == "quotation" or token.low in {";", ":"}:
            break
        verb_inside = verb_inside or index in verbs
        if token.low not in pair or index + 1 >= closing:
            continue
        opens = index + 1 + (tokens[index + 1].low in words("adverbs"))
        if verb_inside and tokens[opens].low not in _OPENS_INSERTION:
            break  # another statement ends here: no insertion
        if not _explains(tokens, index + 1, closing):
            continue
        first = _trim_left(tokens, _walk_left(tokens, index, verbs), index)
        if first >= index or not may_be_source(tuple(tokens[first:index])):
            continue
        if first == 0 and tokens[0].low in _OPENS_ADJUNCT:
            continue  # "Asked about the fuel, the head of the service, Pavel Rudin, said"
        edge = tokens[first - 1] if first > 0 else None
        hard = edge is None or edge.kind == "quotation" or edge.low in _HARD_EDGES
        if best is None or hard:
            best = index
        if edge is None or edge.low != ",":
            break
    return best


def _explains(tokens: Sequence[Token], first: int, last: int) -> bool:  # noqa: PLR0911  the first rule that fits
    """Whether `tokens[first:last]` reads as an appositive or a relative clause."""
    low = tokens[first].low
    if tokens[last].low in _DASHES and last - first <= 12:
        return True
    if low in words("prepositions", "adverbs") and last - first <= 4:
        return True
    following = tokens[first + 1].low
    if low in words("adverbs") and following in words("noun_participles", plus="shown broadcast"):
        return True  # ", first posted on her page,"
    if low in _OPENS_INSERTION:
        return True
    if low in {"a", "an", "the", "who", "which", "whose", "one", "his", "her", "its", "their"}:
        return True
    if tokens[first].kind == "number" or tokens[first].capital:
        return True
    if low in {"former", "also", "then", "formerly", "now"}:
        return True
    return any(t.low in words("people", "titles") for t in tokens[first:last][:6]) or (
        low.endswith("ing") and low not in cue_verbs()
    )


def _walk_left(tokens: Sequence[Token], stop: int, verbs: Collection[int]) -> int:
    """Where the phrase that ends at `stop` begins, before its leading adjuncts are dropped."""
    index = stop
    floor = max(0, stop - LONGEST_PHRASE)
    while index > floor:
        further = _step_left(tokens, index, stop, verbs)
        if further is None:
            break
        index = max(further, 0)
    return index


def _step_left(  # noqa: PLR0911  the first rule that fits
    tokens: Sequence[Token], index: int, stop: int, verbs: Collection[int]
) -> int | None:
    """Where a phrase goes on to the left of `index`; `None` where it begins there."""
    token = tokens[index - 1]
    low = token.low
    earlier = tokens[index - 2] if index >= 2 else None
    if token.kind == "quotation":
        return index - 1 if _quoted_words_belong(token, earlier, last=index == stop) else None
    if token.kind == "mark" and low not in {"&", "/", "’", "'", ".", "-", "@", "#"}:
        return None
    if index - 1 in verbs or low in words("auxiliaries"):
        return _relative_before(tokens, index - 1)
    if low in {"who", "as"} and earlier is not None:
        if low == "who" and earlier.kind == "word":
            return index - 1  # a restrictive relative clause: "residents who fled"
        if earlier.low in {"known", "identified"}:
            return index - 2
    if low in {"and", "or"} and not token.capital:
        return index - 1 if _coordinates(tokens, index - 1, verbs) else None
    return None if _begins_behind(tokens, index, stop) else index - 1


def _quoted_words_belong(token: Token, earlier: Token | None, *, last: bool) -> bool:
    if earlier is None or earlier.kind != "word" or not is_scare(token):
        return False
    return not last or earlier.low in {"as", "named", "called", "the"}


def _begins_behind(tokens: Sequence[Token], index: int, stop: int) -> bool:
    token = tokens[index - 1]
    if token.low in words("subordinators") and not (token.capital and index < stop):
        return True
    if index == stop:
        return False
    return token.low in words("pronouns") or _clause_ends(tokens, index)


def _relative_before(tokens: Sequence[Token], at: int) -> int | None:
    """The "who" of a short relative clause around `at`: "a medic who was there"."""
    for index in range(at - 1, max(0, at - 7), -1):
        if tokens[index].low == "who":
            return index if tokens[index - 1].kind == "word" else None
        if tokens[index].kind != "word":
            return None
    return None


def _clause_ends(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token before `index` belongs to another clause than the noun phrase there."""
    before, here = tokens[index - 1], tokens[index]
    low = before.low
    if before.kind != "word":
        return False
    if here.low in ARTICLES and low not in LINKING and not here.capital:
        return True  # "released | a letter", "when forced to defend | an architect"
    if before.capital or low in words("noun_participles"):
        return False
    if not (low.endswith("ed") or low in _IRREGULAR_PAST) or index < 2:
        return False
    earlier = tokens[index - 2]
    return earlier.kind == "word" and not (
        earlier.low in words("determiners", "prepositions", plus="and or")
        or earlier.low.endswith("ly")
    )


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
            low in words("adverbs", "subordinators") and low not in {"no"}
        ):
            first += 1
            continue
        if tokens[first].kind == "word" and low.endswith("ly") and not _name_like(tokens, first):
            first += 1
            continue
        if low in words("time_words", "weekdays") or tokens[first].kind == "possessive":
            first += 1
            continue
        if low in words("prepositions", plus="this last next"):
            after = _after_adjunct(tokens, first, stop)
            if after == first:
                return stop
            first = after
            continue
        break
    return first


def _name_like(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].capital and at + 1 < len(tokens) and tokens[at + 1].capital


def _after_adjunct(tokens: Sequence[Token], first: int, stop: int) -> int:  # noqa: PLR0911  the first rule that fits
    """Where the phrase goes on behind a leading "On Tuesday" or "In Goris"."""
    if tokens[first].low in {"this", "last", "next"}:
        if first + 1 < stop and tokens[first + 1].low in words("time_words", "weekdays"):
            return first + 2
        return first if tokens[first].low != "this" else min(first + 1, stop)
    for index in range(first + 2, stop):
        low = tokens[index].low
        starts = low in words("determiners") or low in words("pronouns")
        if starts and tokens[index - 1].low not in words("prepositions"):
            return index
    for index in range(stop - 1, first + 1, -1):
        if tokens[index].low in words("prepositions"):
            return first
        if tokens[index - 1].low in words("time_words", "weekdays"):
            return index
    last = tokens[stop - 1]
    if last.low in words("people") and not last.capital and stop - first == 3:
        return stop - 1
    return first
