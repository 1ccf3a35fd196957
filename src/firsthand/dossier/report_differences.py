"""What differs side by side: the words of a family's appearances, and figures of one noun."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from firsthand.dossier.report_content import ReportedExhibit
from firsthand.evidence.statements import Figure

#: A word or a sign with the space after it, so that a change of words is not broken up by spaces.
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
#: Comparing words takes time that grows with the square of their number.
_MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words: `same`, `added` (not in the first), `missing` (only there) or `other`."""

    kind: str
    text: str


def compared(first: str, other: str) -> tuple[Difference, ...]:
    """`other` word by word against `first`: all runs but the missing ones, joined, are `other`.

    Texts that share less than a third of their words (another language, another passage) and
    texts too long to compare are given whole, as one run of kind `other`: to mark every word
    would say nothing.
    """
    if first == other:
        return (Difference("same", other),)
    a, b = _WORD.findall(first), _WORD.findall(other)
    if max(len(a), len(b)) > _MOST_WORDS:
        return (Difference("other", other),)
    matcher = SequenceMatcher(None, [w.strip() for w in a], [w.strip() for w in b], autojunk=False)
    if matcher.ratio() < 1 / 3:
        return (Difference("other", other),)
    runs: list[Difference] = []
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        missing, present = "".join(a[a0:a1]), "".join(b[b0:b1])
        if tag in ("delete", "replace") and _says_something(missing):
            runs.append(Difference("missing", missing))
        if tag != "delete":
            same = tag == "equal" or not _says_something(present)
            runs.append(Difference("same" if same else "added", present))
    return tuple(runs)


def _says_something(text: str) -> bool:
    """Whether there is more than punctuation, which every outlet sets by its own rules."""
    return any(character.isalnum() for character in text)


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed in one exhibit (its number), in one place."""

    exhibit: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class DifferingFigures:
    """Figures that count the same noun and do not say the same, grouped by what they say."""

    counted: str
    groups: tuple[tuple[PrintedFigure, ...], ...]
    top: float


def differing_figures(exhibits: Iterable[ReportedExhibit]) -> tuple[DifferingFigures, ...]:
    """Nouns (compared as printed, but for case, spaces and a plural s) with unequal figures."""
    by_noun: dict[tuple[str, str], list[PrintedFigure]] = defaultdict(list)
    for exhibit in exhibits:
        for figure in exhibit.reading.figures if exhibit.reading else ():
            if figure.counted and (figure.value, figure.low, figure.high) != (None, None, None):
                noun = " ".join(figure.counted.casefold().split())
                key = (noun.removesuffix("s"), (figure.unit or "").casefold())
                by_noun[key].append(PrintedFigure(exhibit.exhibit.number, figure))
    found = []
    for printed in by_noun.values():
        groups: dict[object, list[PrintedFigure]] = defaultdict(list)
        for item in printed:
            groups[(item.figure.low, item.figure.high, item.figure.value)].append(item)
        if len(groups) > 1:
            in_order = sorted(groups.values(), key=lambda group: _bounds(group[0].figure))
            top = max(bound for group in in_order for bound in _bounds(group[0].figure))
            counted = printed[0].figure.counted or ""
            found.append(DifferingFigures(counted, tuple(map(tuple, in_order)), top or 1.0))
    return tuple(found)


def _bounds(figure: Figure) -> tuple[float, float]:
    known = [n for n in (figure.low, figure.value, figure.high) if n is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def figure_bar(figure: Figure, top: float, width: float) -> tuple[float, float, str]:
    """Where a figure's bar begins and how long it is, and which end is open (or neither)."""
    low, high = _bounds(figure)
    scale = (width - 24) / top if top > 0 else 0.0
    open_end = ""
    if (figure.low is None) != (figure.high is None):
        open_end = "up" if figure.high is None else "down"
    begin = 0.0 if open_end == "down" else max(low, 0.0) * scale
    end = width if open_end == "up" else max(high, 0.0) * scale
    return round(begin, 1), round(max(end - begin, 0.0), 1), open_end
