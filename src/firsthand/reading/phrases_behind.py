"""The noun phrase behind a cue: an inverted subject, an addressee, whom "according to" names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from firsthand.reading.lexicon import words
from firsthand.reading.phrases import (
    ARTICLES,
    LINKING,
    LONGEST_PHRASE,
    Phrase,
    is_scare,
    may_be_source,
)
from firsthand.reading.tokens import Token

#: Pronouns that nothing describes; "someone in the town hall" goes on.
_DEFINITE = words("pronouns", minus="someone somebody everyone everybody others")


def phrase_after(tokens: Sequence[Token], start: int, verbs: Collection[int] = ()) -> Phrase | None:
    """The noun phrase that begins at token `start`, with an appositive behind it."""
    stop = start
    limit = min(len(tokens), start + LONGEST_PHRASE)
    while stop < limit and not _ends_phrase(tokens, start, stop, verbs):
        stop += 1
    while stop > start and tokens[stop - 1].low in words("prepositions", plus="and or the"):
        stop -= 1
    if stop == start or not may_be_source(tuple(tokens[start:stop])):
        return None
    core = tuple(tokens[start:stop])
    aside, last = _aside_after(tokens, stop)
    return Phrase(core, aside, start, last)


def _ends_phrase(tokens: Sequence[Token], start: int, at: int, verbs: Collection[int]) -> bool:  # noqa: PLR0911  the first rule that fits
    token = tokens[at]
    low = token.low
    if at > start and tokens[start].low in _DEFINITE:
        return True
    if token.kind == "quotation":
        return not (
            at > start
            and is_scare(token)
            and at + 1 < len(tokens)
            and tokens[at + 1].kind == "word"
            and not tokens[at + 1].capital
        )
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
    if at > start and low in ARTICLES and not token.capital:
        return tokens[at - 1].low not in LINKING
    if at > start and low in words("weekdays", plus="yesterday today"):
        return True
    if low in words("prepositions"):
        return at == start or _starts_adjunct(tokens, at)
    return False


def _and_goes_on(tokens: Sequence[Token], at: int) -> bool:
    if at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    return following.capital or following.low in words("people", plus="other two three")


def _starts_adjunct(tokens: Sequence[Token], at: int) -> bool:
    """Whether the preposition at `at` starts "on Tuesday", "in a statement", "in 2019"."""
    if tokens[at].low in {"during", "after", "before", "through", "via", "about", "as"}:
        return True
    for token in tokens[at + 1 : at + 5]:
        low = token.low
        if low in words("time_words", "weekdays", "occasions"):
            return tokens[at].low not in {"of", "for", "from", "by"}
        if token.kind == "number" and tokens[at].low in {"in", "on", "at"}:
            return True
        if token.kind != "word" or low in words("prepositions"):
            return False
    return False


def _aside_after(tokens: Sequence[Token], stop: int) -> tuple[tuple[Token, ...], int]:  # noqa: PLR0911  the first rule that fits
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
        return _name_behind_role(tokens, stop)
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


def _name_behind_role(tokens: Sequence[Token], comma: int) -> tuple[tuple[Token, ...], int]:
    """ "its spokeswoman, Miriam Castellan": a name alone behind a role in small letters."""
    role = tokens[comma - 1]
    if role.capital and not any(
        t.low in words("people") for t in tokens[max(0, comma - 8) : comma]
    ):
        return (), comma
    end = comma + 1
    while end < min(len(tokens), comma + 6) and (
        tokens[end].capital or (end > comma + 1 and tokens[end].low in words("particles"))
    ):
        end += 1
    name = tokens[comma + 1 : end]
    closed = (
        end >= len(tokens)
        or tokens[end].kind in {"mark", "quotation"}
        or (tokens[end].low in words("prepositions"))
    )
    if not 2 <= len(name) <= 4 or not closed or not name[-1].capital:
        return (), comma
    roles = words("people", "titles")
    if not any(t.low in roles for t in tokens[max(0, comma - 8) : comma]):
        return (), comma
    return tuple(name), end


def _opens_appositive(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.kind == "number":
        return True
    if token.low in words("titles", plus="who former") or token.low in words("people"):
        return True
    nearby = tokens[at + 1 : at + 9]
    if token.low in {"the", "a", "an", "its", "his", "her", "their", "one"} or token.capital:
        return any(t.low in words("people", "titles") or _names_trade(t) for t in nearby)
    return False


def _names_trade(token: Token) -> bool:
    """Whether a word looks like a trade: "electrician", "plumber", "dentist"."""
    if token.kind != "word" or token.capital or len(token.low) < 6:
        return False
    return token.low.endswith(
        (
            "ian",
            "ist",
            "eer",
            "man",
            "woman",
            "smith",
            "maker",
            "keeper",
            "worker",
            "grapher",
            "logist",
            "nter",
            "mber",
        )
    )
