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
from firsthand.reading.figure_guards import is_figure
from firsthand.reading.figure_words import (
    CURRENCY_BEFORE,
    TIME_UNIT,
    UNIT,
    Behind,
    behind,
    owner_before,
)
from firsthand.reading.numbers import NUMBER, Number, number_at

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
#: What says before a bare number that it counts what the number before it counts.
_COUNTS = re.compile(
    r"[,;]\s[^,;]*\b(?:count(?:s|ed)?|(?:spoke|speaks|spoken)\sof|put\s\w+\sat|sees?|saw)\s+"
    r"(?:(?:at least|only|about)\s)?$"
)


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
        if is_figure(text, number, hedged=_hedge(text, number, number.start) is not None):
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
    if len(between) > 80 or not _COUNTS.search(between) or re.search(r"[.!?:\n“”\"]", between):
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
    found = behind(text, second.end, symbol)
    hedge = " ".join((text[start : first.start] + text[first.end : second.start]).split())
    return _figure(text, start, found, (None, low, second.value), hedge.strip(" -–—$€£") or None)


def _figure(
    text: str,
    start: int,
    found: Behind,
    bounds: tuple[float | None, float | None, float | None],
    hedge: str | None,
) -> Figure:
    printed = text[start : found.end]
    of = found.of or (owner_before(text, start) if found.counted else None)
    value, low, high = bounds
    return Figure(
        printed, value, low, high, found.unit, found.counted, start, found.end, hedge=hedge, of=of
    )


def _single(text: str, number: Number) -> Figure:
    start, symbol = _currency(text, number.start, number.start)
    hedge = _hedge(text, number, start)
    value: float | None = number.value
    low: float | None = number.value
    high: float | None = number.value
    number_start = start
    if hedge:
        start -= len(hedge.group())
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
    words = text[start:number_start].strip() or None
    found = behind(text, number.end, symbol, share=number.share)
    return _figure(text, start, found, (value, low, high), words)


def _hedge(text: str, number: Number, start: int) -> re.Match[str] | None:
    """The hedge that ends before a number, where its words do not mean something else."""
    hedge = _HEDGE.search(text[max(0, start - 40) : start])
    if hedge is None:
        return None
    words = hedge.group().strip().lower()
    before = text[max(0, start - 40) : start][: hedge.start()]
    if words == "up to" and re.search(r"\b(?:add|adds|added|adding|come|comes|came)\s$", before):
        return None
    if words in {"over", "under", "above", "below", "around"}:
        unit = UNIT.match(text, number.end)
        time = bool(unit and TIME_UNIT.search(unit["unit"] or ""))
        small = number.value < 13 and not number.scaled and not number.digits
        if small and (unit is None or time):
            return None  # "flew over two barracks", "over three days"
    return hedge


def _currency(text: str, start: int, number: int) -> tuple[int, str | None]:
    before = text[max(0, number - 6) : number]
    found = CURRENCY_BEFORE.search(before)
    if not found:
        return start, None
    return min(start, number - (len(before) - found.start())), found.group(1)
