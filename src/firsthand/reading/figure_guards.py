"""Which numbers are figures: no years, dates, times of day, ages, names, ordinals, list numbers."""

from __future__ import annotations

import re

from firsthand.reading.figure_words import CURRENCY_BEFORE, UNIT, behind
from firsthand.reading.lexicon import words
from firsthand.reading.numbers import Number

_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)\b|[-\s](?:year|month|day|week)-old\b"
    r"|-(?:first|third|fourth|fifth|sixth|seventh|eighth|ninth)\b|(?<=y)-second\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"-[a-z]")  # "two-seater", "three-storey"
_NAMED_NUMBER = re.compile(
    r"(?:\b[A-Z][\w’'-]*|\b(?:No|Art|Nr|Sec|Ch|Fig|Vol|Res|Bldg|Apt)\.|\b(?:resolution|article|chapter|"
    r"section|page|paragraph|number|no\.?|line|route|unit|building|apartment|house|flat|room|case|"
    r"order|law|model|version|channel|phase|level|kilometre|exhibit|figure|table|aged?|street|gate|"
    r"block|box|bus|flight|bed|cell|ward|hall|pier|post|sector|checkpoint|district|"
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
_END = re.compile(r"[,.;:!?)”’\"“]|$|\s(?:and|or|but|who|when|with|called|named|tall)\b")
_AGE = re.compile(
    r"(?:\b[A-Z][\w’'-]+,\s|\b(?:aged|age)\s|\b(?:boy|girl|man|woman|pupil|child|son|daughter|student"
    r"|brother|sister|teenager|pensioner)\sof\s)$"
)
_IS_AGE = re.compile(
    r"\b(?:he|she|who|[A-Z][\w’'-]+)(?:\s(?:is|was)|['’]s)\s(?:now\s|only\s|just\s)?$"
)
_HOUR = re.compile(
    r"\b(?<!toll\s)(?<!dead\s)(?<!losses\s)(?<!number\s)(?:at|until|till|o['’]clock|past)\s$",
    re.IGNORECASE,
)
_OVER_AGE = re.compile(r"\b(?:over|under|above|below)\s$", re.IGNORECASE)
_PLURAL = re.compile(r"^[a-z]+(?<![siu])s$")  # "when one stands there"
_OVER_AGES = frozenset([16, 18, 21, 30, 40, 50, 60, 65, 70, 80, 90])
_ONE_STOPS = words("one_is_no_figure")


def is_figure(text: str, number: Number, *, hedged: bool) -> bool:  # noqa: PLR0911  the first rule that fits
    """Whether a number counts or measures something; `hedged`: a hedge stands before it."""
    before = text[max(0, number.start - 40) : number.start]
    after = text[number.end : number.end + 24]
    unit = UNIT.match(text, number.end) or CURRENCY_BEFORE.search(before)
    if _ORDINAL.match(text, number.end) or re.match(r"[-–]?(?:[/:]\d|[A-Z]{2})", after):
        return False
    if _COMPOUND.match(after) and not unit:
        return False
    if not unit and not number.share and _is_age_or_hour(before, after, number):
        return False
    if number.digits:
        return _digits_count(text, number, before, after, unit=bool(unit), hedged=hedged)
    if number.value == 0 and not number.vague:
        return False
    if number.value == 1 and not number.scaled:
        return _one_counts(text, number.end, before, after)
    printed = text[number.start : number.end]
    inside = re.search(r"\b[A-Z][\w’'-]*\s$", before) and not _HEDGED_CAPITAL.search(before)
    capital = printed[0].isupper() and not printed.isupper()
    return not (capital and inside and re.match(r"\s[A-Z][a-z]", after))  # "Radio Two Banks"


def _digits_count(
    text: str, number: Number, before: str, after: str, *, unit: bool, hedged: bool
) -> bool:
    if re.search(r"[A-Za-z]-$|[#№]\s?$|\+\d*\s?$|(?<!\d:\d\d)(?<=\d)[\s-]$|[/:]$|\s['’]$", before):
        return False
    if _TIME_OR_DATE.match(after):
        return False
    if _YEAR.match(text[number.start : number.end]) and not unit:
        return hedged and bool(re.match(r"\s[a-z]{3,}", after))
    named = _NAMED_NUMBER.search(before)
    if named and not _HEDGED_CAPITAL.search(before) and not unit:
        return False
    numbering = re.match(r"[.)]\s", after) and before.rstrip(" ")[-1:] in {"", "\n"}
    return not numbering


def _is_age_or_hour(before: str, after: str, number: Number) -> bool:
    """ "Mara Velin, 39, had", "a girl of nineteen", "she is sixty-six", "sent home at ten"."""
    bare = bool(_END.match(after))
    if number.scaled or not 0 < number.value < 120 or not (bare or number.value >= 12):
        return False
    if _AGE.search(before) and (bare or " of " in before[-4:]):
        return True
    if bare and _IS_AGE.search(before) and number.value >= 3:
        return True
    if bare and _OVER_AGE.search(before) and number.value in _OVER_AGES:
        return True
    return bare and number.value <= 12 and bool(_HOUR.search(before)) and not number.digits


def _one_counts(text: str, end: int, before: str, after: str) -> bool:
    """ "One" is a figure before a person or thing that it counts."""
    first = re.match(r"\s([a-z]+)\b(?!\s(?:another|put)\b)", after)
    if first is None or first.group(1) in _ONE_STOPS or first.group(1) in words("adverbs"):
        return False
    counted = behind(text, end, None)
    if counted.unit is None and (counted.counted is None or _PLURAL.search(counted.counted)):
        return False
    if re.match(r"\s\w+\s(?:whom|who|that|which)\b", after):
        return False
    return not re.search(
        r"\b(?:no|any|every|this|that|the|as|each|which|another|only)\s$", before, re.IGNORECASE
    )
