"""What stands behind a number: its unit, what it counts, and whose that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from firsthand.reading.lexicon import cue_verbs, words
from firsthand.reading.tokens import Token, tokens

UNIT = re.compile(
    r"(?:\s|-)?(?P<unit>%|‰|°C|km²|km2|per\s?cent|percent(?:age points?)?|kilomet(?:re|er)s?|km|"
    r"met(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|mm|cm|miles?|feet|foot|ft|inch(?:es)?|"
    r"yards?|hectares?|acres?|square\s(?:kilomet(?:re|er)s|miles|met(?:re|er)s)|kilograms?|kilos?|kg|"
    r"tonnes?|tons?|lit(?:re|er)s?|barrels?|gallons?|degrees?|hours?|minutes?|seconds?|days?|weeks?|"
    r"months?|years?|decades?|dollars?|euros?|pounds?|roubles?|rubles?|drams?|manats?|liras?|lari|"
    r"crowns?|francs?|yen|yuan|soles|pesos?|dinars?|rials?|rupees?|shillings?|hryvnias?|tenge|"
    r"USD|EUR|GBP|AMD|AZN|kW|MW|GW|volts?|kph|mph|km/h)\b|"
    r"(?:\s|-)?(?P<sign>[%‰€$£₽₺])",
    re.IGNORECASE,
)
TIME_UNIT = re.compile(r"(?:hour|minute|second|day|week|month|year|decade)s?$", re.IGNORECASE)
CURRENCY_BEFORE = re.compile(r"(?:US|A|C)?([$€£¥₽₺֏₼])\s?$")
_OWNERS = words("owners")
_MORE = words("more_of")
_HARMED = words("harmed")
_WHOLE = words("whole_plurals")
_VERBS = words("behind_figures")
_WHOSE = re.compile(
    r"\s(?:of|from|belonging\sto)\s(?:(?:the|its|their|our|his|her)\s)?"
    r"(?:\d{1,3}(?:st|nd|rd|th)\s)?(?:[A-Z][\w’'-]*)(?:\s(?:[A-Z][\w’'-]*|of(?:\sthe)?(?=\s[A-Z])))*"
    r"(?:\s(?:army|brigade|battalion|regiment|company|division|police|navy))?"
    r"|\s(?:of|from)\s(?:its|their|our|your|his|her|my)\s(?:own\s)?[a-z][\w-]+"
)
_OWNER_BEFORE = re.compile(
    r"(?:\b(?:the\s)?(?:[A-Z][\w-]*\s){0,3}[\w-]+(?:['’]s|s['’])|\b(?:its|their|our|his|her|my|your))"
    r"(?=\s$)",
    re.IGNORECASE,
)


class Behind(NamedTuple):
    """What follows a number: where the figure ends, its unit, what is counted, whose it is."""

    end: int
    unit: str | None = None
    counted: str | None = None
    of: str | None = None


def behind(  # noqa: PLR0911  the first rule that fits
    text: str, end: int, symbol: str | None, *, share: bool = False
) -> Behind:
    """The unit of a number that ends there, else what it counts; `symbol` stood before it."""
    if share:
        return _of_share(text, end, None)
    found = UNIT.match(text, end)
    if found:
        unit = found["unit"] or found["sign"]
        if unit.lower() in {"%", "per cent", "percent"}:
            return _of_share(text, found.end(), "percent")
        if TIME_UNIT.search(unit):
            return Behind(found.end(), unit)
        return _of_stuff(text, found.end(), unit)
    if symbol:
        return Behind(end, symbol)
    counted = _counted(text, end)
    if counted is None:
        more = re.match(r"\smore\b(?!\sthan)", text[end : end + 12])
        return Behind(end + (more.end() if more else 0))
    return counted


def owner_before(text: str, start: int) -> str | None:
    """ "Haldria's 40 tanks", "its nine soldiers": whose they are, by the words before."""
    found = _OWNER_BEFORE.search(text[max(0, start - 40) : start])
    return None if found is None else found.group()


def _of_share(text: str, end: int, unit: str | None) -> Behind:
    """ "of the town" behind "40 percent": a share counts nothing, so the words keep their "of"."""
    counted = _counted(text, end)
    if counted is None or not text.startswith("of ", end + 1):
        return Behind(end, unit)
    return Behind(end, unit, text[end + 1 : counted.end])


def _of_stuff(text: str, end: int, unit: str) -> Behind:
    """ "30 tonnes of diesel": the measure is of what it counts."""
    stuff = re.match(r"\sof\s(?=[a-z])", text[end : end + 5])
    following = tokens(text, end + 4, min(len(text), end + 60)) if stuff else ()
    last = _noun_end(text, following, 0)
    if last is None or following[0].low in _OWNERS or following[0].low in words("determiners"):
        return Behind(end, unit)
    return Behind(following[last].end, unit, text[following[0].start : following[last].end])


def _counted(text: str, end: int) -> Behind | None:
    """The noun phrase behind a number: "Syrian fighters", "two of the houses", "nine of them"."""
    following = tokens(text, end, min(len(text), end + 80))
    if not following or following[0].start - end > 1:
        return None
    first = 0
    if following[0].low == "of":
        first = 1
        while first < len(following) and first < 4 and following[first].low in _OWNERS:
            first += 1
        owner = following[first - 1]
        if owner.low in {"them", "us", "you", "these", "those"} and first > 1:
            return Behind(owner.end, None, text[following[0].start : owner.end])
    elif following[0].low in _MORE:
        first = 1
    last = _noun_end(text, following, first)
    if last is None:
        return None
    last = _with_of(text, following, last)
    counted = text[following[first].start : following[last].end]
    whose = _WHOSE.match(text, following[last].end)
    of = whose.group().strip() if whose else _demonym(following[first : last + 1])
    if first > 1:
        of = text[following[0].start : following[last].end]
    return Behind(following[last].end, None, counted, of)


def _demonym(counted: Sequence[Token]) -> str | None:
    """ "Armenian" of "Armenian soldiers"."""
    leading = []
    for token in counted[:-1]:
        if not token.capital or token.text.isupper():
            break
        leading.append(token.text)
    return " ".join(leading) or None


def _with_of(text: str, following: Sequence[Token], last: int) -> int:
    """ "cartons of cigarettes", "prisoners of war": the second noun belongs to the first."""
    if last + 2 >= len(following) or following[last + 1].low != "of":
        return last
    after = following[last + 2]
    if after.low in words("determiners", "pronouns", "adverbs") or after.low in _OWNERS:
        return last
    if after.kind != "word" or (after.capital and not following[last].text.isupper()):
        return last
    if following[last + 1].start - following[last].end != 1:
        return last
    return _noun_end(text, following, last + 2) or last


def _noun_end(text: str, following: Sequence[Token], first: int) -> int | None:
    last: int | None = None
    for index in range(first, min(len(following), first + 8)):
        token = following[index]
        if token.kind == "possessive" and last is not None:
            continue
        if index > first and "\n" in text[following[index - 1].end : token.start]:
            break
        after = following[index + 1] if index + 1 < len(following) else None
        if last is None and token.low in _HARMED and (after is None or not _is_noun(after)):
            return index
        if not _is_noun(token) or _ends_phrase(following, index, last, after):
            break
        last = index
    return last


def _is_noun(token: Token) -> bool:
    """Whether a word may belong to what is counted."""
    if token.kind != "word" or token.low in words("phrase_stops", "not_counted"):
        return False
    if token.low in words("auxiliaries", "prepositions", "pronouns", minus="others"):
        return False
    if token.low in words("adverbs", "determiners", minus="others") or token.low.endswith("ly"):
        return False
    return token.low not in _VERBS


def _ends_phrase(
    following: Sequence[Token], index: int, last: int | None, after: Token | None
) -> bool:
    token = following[index]
    if token.low.endswith("ed"):
        named = after is not None and after.capital and not token.text.isupper()
        return last is not None or after is None or named or not _is_adjective(token, after)
    if last is None:
        return token.low in cue_verbs() and not token.low.endswith("s") and not token.capital
    if following[last].low in _WHOLE:
        return True
    if not token.capital:
        plural = following[last].low.endswith("s") and not following[last].capital
        if plural and following[last].low not in {"arms", "news", "goods", "sports"}:
            return True
    return token.low.endswith("ing") and not token.capital


def _is_adjective(token: Token, after: Token) -> bool:
    """ "armed men", and not "noted calluses" or "handed to"."""
    return token.low not in cue_verbs() and _is_noun(after)
