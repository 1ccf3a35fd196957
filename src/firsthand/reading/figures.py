"""Figures: how many of what, with the range that the words allow.

Exact "nine": value, low and high are 9. "at least nine", "more than nine": low 9, no high. "up to
nine", "fewer than nine": high 9, no low. "about nine", "some nine", "nearly nine", "dozens of":
a value without bounds, for nobody knows how far "about" reaches. "between three and five",
"664,000 and possibly as many as 1.2 million": low and high, no single value.

A share counts nothing: its `counted` says of what it is one, with the preposition ("of the town").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Figure
from firsthand.reading.lexicon import words
from firsthand.reading.numbers import NUMBER, Number, number_at
from firsthand.reading.tokens import Token, tokens

_LOW = (
    r"at least|no fewer than|no less than|not less than|more than|over|above|upwards of"
    r"|a minimum of|in excess of|as few as"
)
_HIGH = (
    r"up to|as many as|as much as|at most|no more than|not more than|fewer than|less than|under"
    r"|below|a maximum of|almost up to"
)
_ABOUT = (
    r"about|around|approximately|approx\.|roughly|some|nearly|almost|circa|close to|an estimated"
    r"|estimated|just over|just under|possibly|perhaps|more or less|~|≈"
)
_HEDGE = re.compile(
    rf"(?:\b(?:(?P<low>{_LOW})|(?P<high>{_HIGH})|(?P<about>{_ABOUT}))|(?P<sign>[~≈<>]))\s*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+|some\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:about\s+|some\s+)?$", re.IGNORECASE)
_JOIN = re.compile(
    r"\s?[-–—]\s?$|\s(?:to|or|and)\s$"
    r"|,?\s(?:and|or|to)\s(?:(?:possibly|perhaps|maybe)\s)?(?:as many as|as much as|up to)\s$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:\s|-)?(?P<unit>%|‰|°C|km²|km2|per\s?cent|percent(?:age points?)?|kilomet(?:re|er)s?|km|"
    r"met(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|mm|cm|miles?|feet|foot|ft|inch(?:es)?|"
    r"yards?|hectares?|acres?|square\s(?:kilomet(?:re|er)s|miles|met(?:re|er)s)|kilograms?|kilos?|kg|"
    r"tonnes?|tons?|lit(?:re|er)s?|barrels?|gallons?|degrees?|hours?|minutes?|seconds?|days?|weeks?|"
    r"months?|years?|decades?|dollars?|euros?|pounds?|roubles?|rubles?|drams?|manats?|liras?|lari|"
    r"crowns?|francs?|yen|yuan|USD|EUR|GBP|AMD|AZN|kW|MW|GW|volts?|kph|mph|km/h)\b|"
    r"(?:\s|-)?(?P<sign>[%‰€$£₽₺])",
    re.IGNORECASE,
)
_CURRENCY_BEFORE = re.compile(r"(?:US|A|C)?([$€£¥₽₺֏₼])\s?$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b|(?:[-\s](?:year|month|day|week)-old\b)", re.IGNORECASE)
_NAMED_NUMBER = re.compile(
    r"(?:\b[A-Z][\w’'-]*\.?|\b(?:resolution|article|chapter|section|page|paragraph|number|no\.?|"
    r"line|route|unit|building|apartment|house|flat|room|case|order|law|model|version|channel|"
    r"phase|level|kilometre|exhibit|figure|table|aged?|street|gate|block|box|bus|flight|"
    r"brigade|battalion|protocol|annex|item|point|rule|part|act|volume|season|episode))\s$"
)
_HEDGED_CAPITAL = re.compile(
    r"(?:At least|More than|Over|About|Around|Some|Nearly|Almost|Up to|Approximately|Roughly|The|"
    r"Only|All|These|Those|And|But|In|Of|With|Another|Between|From|Those|For|Were|Killed|Least|"
    r"Than|To|Our|Their|His|Her|Its|An|On|By|At|Fewer|Possibly)\s$"
)
_YEAR = re.compile(r"(?:1[5-9]\d\d|20\d\d)$")
_TIME_OR_DATE = re.compile(
    r"\s?(?:[ap]\.?m\b|o['’]clock|hrs\b|h\b|GMT|UTC|BST|CET|EST|local time|(?:st|nd|rd|th)?\s"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)\b)",
    re.IGNORECASE,
)
#: What says before a bare number that it counts what the number before it counts.
_COUNTS = re.compile(
    r",\s[^,]*\b(?:count(?:s|ed)?|(?:spoke|speaks|spoken)\sof|put\s\w+\sat|sees?|saw)\s+"
    r"(?:(?:at least|only|about)\s)?$"
)
_STOPS = words("phrase_stops")
_NOT_COUNTED = words("not_counted")


def figures(text: str, avoid: Sequence[Span]) -> tuple[Figure, ...]:
    """The figures of a text; numbers inside the spans to avoid (dates, times) are none."""
    found: list[Figure] = []
    pending: list[Number] = []
    index = 0
    for number in _numbers(text):
        while index < len(avoid) and avoid[index].end <= number.start:
            index += 1
        if index < len(avoid) and avoid[index].start < number.end:
            continue
        if _is_figure(text, number):
            pending.append(number)
    at = 0
    while at < len(pending):
        second = pending[at + 1] if at + 1 < len(pending) else None
        if second is not None and _is_range(text, pending[at], second):
            found.append(_range(text, pending[at], second))
            at += 2
        else:
            found.append(_single(text, pending[at]))
            at += 1
    return tuple(_elliptical(text, found))


def _elliptical(text: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """ "Vell spoke of six dead, its mayor counts eight": eight dead, in one sentence only."""
    before: Figure | None = None
    for figure in found:
        bare = figure.counted is None and figure.unit is None
        if bare and before is not None and _counts_the_same(text, before, figure):
            yield replace(figure, counted=before.counted)
            continue
        yield figure
        before = figure if figure.counted is not None and figure.unit is None else None


def _counts_the_same(text: str, before: Figure, figure: Figure) -> bool:
    between = text[before.end : figure.start]
    if len(between) > 80 or not _COUNTS.search(between) or re.search(r"[.!?;:\n“”\"]", between):
        return False
    return bool(re.match(r"[,.;]|\s*$|\s(?:and|but|while)\b", text[figure.end : figure.end + 8]))


def _numbers(text: str) -> Iterator[Number]:
    """The numbers of a text; "between five and seven" are two."""
    at = 0
    while match := NUMBER.search(text, at):
        number = number_at(match)
        at = match.end() if number is None else max(number.end, match.start() + 1)
        if number is not None:
            yield number


def _is_figure(text: str, number: Number) -> bool:  # noqa: PLR0911  the first rule that fits
    before, after = (
        text[max(0, number.start - 24) : number.start],
        text[number.end : number.end + 24],
    )
    if _ORDINAL.match(after) or re.match(r"[-–]?(?:[/:]\d|[A-Z]{2})", after):
        return False
    if number.digits and re.search(r"[A-Za-z]-$|[#№]\s?$|\+\d*\s?$|\d[\s-]$|[/:]$", before):
        return False
    if number.digits and _TIME_OR_DATE.match(after):
        return False
    printed = text[number.start : number.end]
    unit = _UNIT.match(text, number.end) or _CURRENCY_BEFORE.search(before)
    if number.digits and _YEAR.match(printed) and not unit:
        return bool(_HEDGE.search(before)) and _begins_count(after)
    named = _NAMED_NUMBER.search(before)
    if number.digits and named and not _HEDGED_CAPITAL.search(before) and not unit:
        return False
    if number.digits and re.match(r"[.)]\s", after) and before.rstrip(" ")[-1:] in {"", "\n"}:
        return False  # a list's numbering
    if not number.digits and number.value == 1 and not number.scaled:
        return _one_counts(before, after)
    return True


def _begins_count(after: str) -> bool:
    return bool(re.match(r"\s[a-z]{3,}", after))


def _one_counts(before: str, after: str) -> bool:
    """ "One" is a figure before a person or thing that it counts, and hardly anywhere else."""
    first = re.match(r"\s([a-z]+)", after)
    if first is None or first.group(1) in {"of", "day", "another", "who", "that", "can"}:
        return False
    if re.search(r"\b(?:no|any|every|this|that|the)\s$", before, re.IGNORECASE):
        return False
    return first.group(1) in words("people", plus="child civilian body hour kilometre")


def _is_range(text: str, first: Number, second: Number) -> bool:
    gap = text[first.end : second.start]
    if len(gap) > 40 or not _JOIN.search(gap) or first.vague or second.vague:
        return False
    joiner = gap.strip().lower()
    if re.search(
        r"[a-z]{3,}",
        re.sub(r"\b(?:and|possibly|perhaps|maybe|as|many|much|up|to|or)\b", "", joiner),
    ):
        return False
    if second.value <= _scaled_like(first, second):
        return False
    if joiner == "and":
        return bool(_BETWEEN.search(text[max(0, first.start - 20) : first.start]))
    if joiner == "to":
        return not re.search(
            r"\b(?:by|vote[sd]?|won|lost)\s$", text[max(0, first.start - 8) : first.start]
        )
    return True


def _scaled_like(first: Number, second: Number) -> float:
    """ "two to three million": the first number has the scale of the second."""
    if second.scaled and not first.scaled and first.value < 1000 <= second.value:
        for scale in (1e12, 1e9, 1e6, 1e3, 100.0, 12.0):
            if (second.value >= scale and second.value % scale == 0) or second.value / scale >= 1:
                return first.value * scale
    return first.value


def _range(text: str, first: Number, second: Number) -> Figure:
    low = _scaled_like(first, second)
    before = text[max(0, first.start - 40) : first.start]
    start = first.start
    opening = _BETWEEN.search(before) or _FROM.search(before) or _HEDGE.search(before)
    if opening:
        start -= len(before) - opening.start()
    start, symbol = _currency(text, start, first.start)
    end, unit, counted = _what(text, second.end, symbol)
    return Figure(text[start:end], None, low, second.value, unit, counted, start, end)


def _single(text: str, number: Number) -> Figure:
    currency_start, symbol = _currency(text, number.start, number.start)
    before = text[max(0, currency_start - 40) : currency_start]
    hedge = _HEDGE.search(before)
    value: float | None = number.value
    low: float | None = number.value
    high: float | None = number.value
    start = currency_start
    if hedge:
        start -= len(before) - hedge.start()
        if hedge["low"] or hedge["sign"] == ">":
            high = None
        elif hedge["high"] or hedge["sign"] == "<":
            low = None
        else:
            low = high = None
        outer = _HEDGE.search(text[max(0, start - 30) : start])
        if outer and (outer["about"] or outer["low"] or outer["high"]):
            start -= len(outer.group())
    if number.vague:
        value, low, high = None, None, None
    end, unit, counted = _what(text, number.end, symbol)
    return Figure(text[start:end], value, low, high, unit, counted, start, end)


def _currency(text: str, start: int, number: int) -> tuple[int, str | None]:
    before = text[max(0, number - 6) : number]
    found = _CURRENCY_BEFORE.search(before)
    if not found:
        return start, None
    return min(start, number - (len(before) - found.start())), found.group(1)


def _what(text: str, end: int, symbol: str | None) -> tuple[int, str | None, str | None]:
    """What follows the number: where the figure ends, its unit, what it counts."""
    unit = symbol
    found = _UNIT.match(text, end)
    if found:
        unit = (found["unit"] or found["sign"]).lower()
        unit = "percent" if unit in {"%", "per cent", "percent"} else found["unit"] or found["sign"]
        end = found.end()
        if unit == "percent":
            return end, unit, _share_of(text, end)
        return end, unit, None
    if symbol:
        return end, unit, None
    counted = _counted(text, end)
    if counted is None:
        return end, None, None
    return counted[0], None, counted[1]


def _share_of(text: str, end: int) -> str | None:
    """ "of the town" behind "40 percent": a share counts nothing, so the words keep their "of"."""
    counted = _counted(text, end)
    if counted is None or not text.startswith("of ", end + 1):
        return None
    return text[end + 1 : counted[0]]


def _counted(text: str, end: int) -> tuple[int, str] | None:
    """The noun phrase behind a number: "Syrian fighters", "two of the houses"."""
    following = tokens(text, end, min(len(text), end + 70))
    first = 0
    if following and following[0].low == "of" and following[0].start - end <= 1:
        first = 1
        if first < len(following) and following[first].low in {"the", "them", "its", "their"}:
            first += 1
    last = _noun_end(text, following, first)
    if last is None or following[0].start - end > 1:
        return None
    return following[last].end, text[following[first].start : following[last].end]


def _noun_end(text: str, following: Sequence[Token], first: int) -> int | None:
    last = None
    for index in range(first, min(len(following), first + 8)):
        token = following[index]
        if token.kind == "possessive" and last is not None:
            continue
        if token.kind != "word" or token.low in _STOPS or token.low in _NOT_COUNTED:
            break
        if token.low in words("auxiliaries", "prepositions", "pronouns"):
            break
        if token.low in words("adverbs", "determiners") or token.low.endswith("ly"):
            break
        if index > first and "\n" in text[following[index - 1].end : token.start]:
            break
        if last is not None and not token.capital:
            plural = following[last].low.endswith("s") and not following[last].capital
            if plural and following[last].low not in {"arms", "news", "goods", "sports"}:
                break
        if token.low.endswith("ed") and (last is not None or index + 1 >= len(following)):
            break
        if token.low in {"died", "fled", "fell", "left", "came", "went", "killed", "wounded"}:
            break
        if token.low.endswith("ing") and last is not None and not token.capital:
            break
        last = index
    return last
