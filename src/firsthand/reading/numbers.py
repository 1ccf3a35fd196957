"""Numbers as digits and words: "1,200", "1.2 million", "nine", "a third", "scores of"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from firsthand.reading.lexicon import list_of_words

_UNITS = {word: value for value, word in enumerate(list_of_words("small_numbers"))}
_TENS = {word: 10 * value for value, word in enumerate(list_of_words("tens"), 2)}
_SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "score": 20.0,
}
_SMALL = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,15}(?:[.,]\d{1,6})?"
_FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
#: Behind "a third" that is a part and no place in a row ("a third man").
_PART_ENDS = (
    r"(?=\sof\b|[.,;:!?)”’\"“]|$|\s(?:as|in|by|on|at|to|since|more|less|overnight|and|or|but|was|were|is"
    r"|are|had|has|have|that|while|from|between)\b)"
)
_WORDS = rf"(?:{_SMALL})(?:[-\s](?:{_SMALL}|{_SCALE}|and)\b){{0,8}}"
#: A number; the guard before it keeps names ("T-72"), decimals and clock times out.
NUMBER = re.compile(
    rf"(?<![\w.,:/-])(?:(?P<digits>{_DIGITS})(?:[\s\u00a0-](?P<scale>{_SCALE}|mln|bn|m|k)\b)?"
    r"|(?P<vague>(?:many\s|several\s)?(?:tens|hundreds)\sof\s(?:thousands|millions)"
    r"|(?:many\s|several\s)?(?:dozens|scores|hundreds|thousands|millions|billions)"
    r"(?:\sor\s[a-z]+s)?(?=\sof\b)"
    rf"|a\s(?:handful|couple)(?=\sof\b))"
    rf"|(?P<part>(?P<times>an?|one|two|three|four|five|six|seven|eight|nine)[\s-]"
    rf"(?P<of>(?:{'|'.join(_FRACTIONS)})s?){_PART_ENDS}|half(?=\s(?:of|the)\s))"
    rf"|(?P<halfa>half\san?(?=\s(?!{_SCALE})[a-z]))"
    rf"|(?P<mixed>(?:{_SMALL})\sand\s(?P<plus>a\shalf|a\squarter|a\sthird))"
    rf"|(?P<hundredand>an?\s(?P<behind>(?:hundred|thousand)\sand\s(?:{_SMALL})(?:[-\s](?:{_SMALL}))?))"
    rf"|(?P<half>half\s(?:a|an)\s(?P<halfscale>{_SCALE}))"
    rf"|(?P<article>(?:a|an|several|few|couple)\s(?P<onescale>{_SCALE})\b(?:\s(?:{_SCALE})\b)?)"
    rf"|(?P<words>{_WORDS}))(?![\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands: `vague` for "several hundred", `share` for "a third"."""

    value: float
    start: int
    end: int
    digits: bool
    scaled: bool
    vague: bool = False
    share: bool = False


def number_at(match: re.Match[str]) -> Number | None:  # noqa: PLR0911  the form that was found
    """The value of a `NUMBER` match, `None` where the words make no number."""
    start, end = match.span()
    if match["digits"]:
        scale = match["scale"]
        value = _digits(match["digits"], scaled=scale is not None)
        factor = 1.0
        if scale is not None:
            factor = {"mln": 1e6, "m": 1e6, "bn": 1e9, "k": 1e3}.get(
                scale.lower(), _SCALES.get(scale.lower(), 1.0)
            )
        return Number(round(value * factor, 6), start, end, digits=True, scaled=scale is not None)
    if match["vague"]:
        return Number(0.0, start, end, digits=False, scaled=True, vague=True)
    if match["part"]:
        of = (match["of"] or "half").lower()
        times = (match["times"] or "a").lower()
        share = (_UNITS.get(times, 1) or 1) / _FRACTIONS.get(of, _FRACTIONS.get(of[:-1], 2))
        return Number(share, start, end, digits=False, scaled=True, share=True)
    if match["halfa"]:
        return Number(0.5, start, end, digits=False, scaled=True)
    if match["mixed"]:
        number = _in_words(match["mixed"], start)
        more = 1 / _FRACTIONS[match["plus"].split()[1].lower()]
        return None if number is None else replace(number, value=number.value + more, end=end)
    if match["hundredand"]:
        number = _in_words(match["behind"], match.start("behind"))
        return None if number is None else replace(number, start=start)
    if match["half"]:
        value = _SCALES[match["halfscale"].lower()] / 2
        return Number(value, start, end, digits=False, scaled=True)
    if match["article"]:
        vague = not match["article"].lower().startswith(("a ", "an "))
        value = 1.0
        for word in match["article"].lower().split()[1:]:
            value *= _SCALES.get(word, 1.0)
        return Number(value, start, end, digits=False, scaled=True, vague=vague)
    return _in_words(match["words"], start)


def _digits(printed: str, *, scaled: bool) -> float:
    bare = printed.replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare) and not (
        scaled and bare.count(",") == 1 and bare.startswith("0")
    ):
        return float(bare.replace(",", ""))
    return float(bare.replace(",", "."))


def _in_words(printed: str, start: int) -> Number | None:
    pieces = list(re.finditer(r"[a-z]+", printed, re.IGNORECASE))
    while pieces and pieces[-1].group().lower() == "and":
        pieces.pop()
    total = current = 0.0
    last = -1
    scaled = False
    previous = ""
    for index, piece in enumerate(pieces):
        word = piece.group().lower()
        if word == "and":
            if previous not in _SCALES:
                break  # "two and three" are two numbers
            continue
        if word in _UNITS:
            if previous in _UNITS:
                break
            current += _UNITS[word]
        elif word in _TENS:
            if previous in _UNITS or previous in _TENS:
                break
            current += _TENS[word]
        elif word in {"hundred", "dozen"}:
            current, scaled = max(current, 1.0) * _SCALES[word], True
        else:
            total += max(current, 1.0) * _SCALES[word]
            current, scaled = 0.0, True
        previous, last = word, index
    if last < 0:
        return None
    return Number(total + current, start, start + pieces[last].end(), digits=False, scaled=scaled)
