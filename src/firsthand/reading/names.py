"""Names in a sentence: runs of capitalised words, and what kind of thing each one names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firsthand.evidence.statements import SourceKind
from firsthand.reading.lexicon import countries, words
from firsthand.reading.tokens import Token

#: What an outlet's name may begin with, and names of outlets that are names of watchdogs too.
_OPENS_OUTLET = frozenset({"radio", "tv", "television", "channel", "telegram"})
_WATCHERS = frozenset({"monitor", "observer", "record", "voice", "register", "today", "mission"})
#: Words that join the parts of an organisation's name.
_JOINERS = frozenset({"of", "for", "and", "on", "to", "the", "in", "&", "against"})


def name_runs(tokens: Sequence[Token], *, sentence_start: int = 0) -> Iterator[tuple[int, int]]:
    """Token ranges of names; the first word of a sentence needs more than its capital."""
    index = 0
    while index < len(tokens):
        if not _begins_name(tokens, index, sentence_start):
            index += 1
            continue
        end = _end_of_run(tokens, index)
        yield index, end
        index = end


def _begins_name(tokens: Sequence[Token], index: int, sentence_start: int) -> bool:
    token = tokens[index]
    if not token.capital or token.low in words("pronouns", "weekdays"):
        return False
    if token.low in words("months") and token.low not in {"may", "april", "june", "august"}:
        return False
    if token.start > sentence_start and index > 0:
        return token.low not in words("determiners")
    low = token.low
    closed = (
        low in words("determiners")
        or low in words("prepositions")
        or low in words("subordinators")
        or low in words("adverbs")
        or low in words("auxiliaries")
        or low.endswith(("ly", "'t"))
    )
    if closed:
        return False
    follows = index + 1 < len(tokens) and tokens[index + 1].capital
    return follows or not (low in words("people") or low in words("document_nouns"))


def _end_of_run(tokens: Sequence[Token], start: int) -> int:
    end = start + 1
    while end < len(tokens):
        token = tokens[end]
        if token.capital and token.low not in words("weekdays", "months"):
            if _person_behind_body(tokens, start, end):
                break
            end += 1
        elif (
            token.low in words("particles")
            and end + 1 < len(tokens)
            and tokens[end + 1].capital
            and end - start <= 2
        ):
            end += 2
        elif token.kind == "number" and token.text.isdigit() and len(token.text) <= 3:
            if (
                end + 1 < len(tokens)
                and tokens[end + 1].kind == "word"
                and (tokens[end + 1].low in words("people") or tokens[end + 1].capital)
            ):
                break
            end += 1
            break
        elif _joins_organisation(tokens, start, end):
            end += 2 if tokens[end + 1].capital else 3
        else:
            break
    return end


def _person_behind_body(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Whether a person's name begins at `at`: "Ministry of Defence | Sona Belak"."""
    if tokens[at - 1].low not in words("common_parts") or at - start < 3 or at + 1 >= len(tokens):
        return False
    if tokens[at - 2].low not in {"of", "foreign", "internal", "emergency", "and"}:
        return False
    own = words("common_parts", "organisation_nouns")
    return tokens[at + 1].capital and not own & {tokens[at].low, tokens[at + 1].low}


def _joins_organisation(tokens: Sequence[Token], start: int, at: int) -> bool:  # noqa: PLR0911  the first rule that fits
    if tokens[at].low not in _JOINERS or at + 1 >= len(tokens):
        return False
    nouns = words("organisation_nouns")
    if not any(t.low in nouns for t in tokens[start:at]):
        return False
    if tokens[at].low in {"in", "to", "and", "on"} and tokens[at - 1].low not in nouns:
        # "Ministry of Health and Welfare" goes on, "Court in Vienna" and "Group and Mr" do not
        return tokens[at].low == "and" and _goes_on_after_and(tokens, at)
    if tokens[at].low == "and":
        return _goes_on_after_and(tokens, at)
    if tokens[at].low == "in":
        return False
    if tokens[at + 1].capital:
        return True
    return tokens[at + 1].low == "the" and at + 2 < len(tokens) and tokens[at + 2].capital


def _goes_on_after_and(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1]
    if not following.capital or following.low in words("titles"):
        return False
    return at + 2 >= len(tokens) or not tokens[at + 2].capital


def owner_start(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where a body's name begins with its owner: "Vell's Foreign Ministry"; else `first`.

    "Foreign Ministry" alone names a body of any state, so its owner belongs to its name.
    """
    if first < 2 or tokens[first - 1].kind != "possessive" or not tokens[first - 2].capital:
        return first
    common = words("organisation_nouns", "common_parts")
    if not all(t.low in common for t in tokens[first:last]):
        return first
    if not any(t.low in words("organisation_nouns") for t in tokens[first:last]):
        return first
    start = first - 2
    while start > 0 and tokens[start - 1].capital and first - start < 5:
        start -= 1
    return start


def bare_name(name: str) -> str:
    """A name in small letters, without its article, single blanks between its words."""
    return " ".join(name.lower().split()).removeprefix("the ")


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are the same but for case and article; nobody's name is no name."""
    return one is not None and other is not None and bare_name(one) == bare_name(other)


def kind_of_name(parts: Sequence[str], *, article: bool = False) -> SourceKind:  # noqa: PLR0911  the first rule that fits
    """What a name names, by its words alone; `article` says that "the" stands before it."""
    lows = [part.lower().strip(".") for part in parts]
    printed = " ".join(parts)
    if any(low in words("known_outlets") for low in lows) or "." in lows[-1]:
        return SourceKind.OUTLET
    if len(lows) > 1 and (lows[-1] in words("outlet_nouns") or lows[0] in _OPENS_OUTLET):
        watches = lows[-1] in _WATCHERS and any(p in words("strong_bodies") for p in lows[:-1])
        return SourceKind.ORGANISATION if watches else SourceKind.OUTLET
    if lows[-1].isdigit() and len(lows) == 2 and lows[0] not in words("organisation_nouns"):
        return SourceKind.OUTLET  # "France 24", "Channel 5"
    if any(low in words("organisation_nouns") for low in lows):
        return SourceKind.ORGANISATION
    if printed in countries() or any(c.isdigit() for c in printed):
        return SourceKind.ORGANISATION
    if len(parts) == 1:
        if parts[0].isupper() and len(parts[0]) > 1:
            return SourceKind.ORGANISATION
        if article and lows[0] in words("outlet_nouns"):
            return SourceKind.OUTLET
        return SourceKind.ORGANISATION if article else SourceKind.PERSON
    if article or len(parts) > 5 or any(low in {"of", "for"} for low in lows):
        return SourceKind.ORGANISATION
    if all(p.isupper() and len(p) > 3 for p in parts):
        return SourceKind.ORGANISATION
    return SourceKind.PERSON
