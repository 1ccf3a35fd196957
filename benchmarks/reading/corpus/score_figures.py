"""Scores figures, times and the outlet's own statements on the fully marked reports of our corpus.

    python -m benchmarks.reading.corpus.score_figures [dev|test|train|FOLDER] [--misses]

By the rules alone, which read all three in either engine. A span is found when it overlaps the
marked one by half of their union or more, one to one. Texts of the test split are never printed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from benchmarks.reading.corpus.reports import MarkedFigure, MarkedTime, Report, Span
from benchmarks.reading.corpus.score import chosen

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import DateMention, Figure
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval, interval_of_day
from firsthand.reading.reader import read_by_rules

_UNITS = {"%": "percent", "per cent": "percent", "kilometre": "km", "meter": "metre"}
_UNITS |= {"kilometer": "km", "metre": "m", "meter": "m", "kilogram": "kg", "degree": "°c"}
_UNITS |= {"kilo": "kg", "ton": "tonne", "percentage point": "percent"}
_LEAD = re.compile(r"^(?:(?:of|the|an?|its|their|his|her|our|your|own)\s)+", re.IGNORECASE)


@dataclass
class FiguresScore:
    """Counts over many texts, and what differed, in words."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, report: Report) -> list[str]:
        """Read one report and count; the lines say what differs."""
        reading = read_by_rules(report.text, description_of(report))
        lines: list[str] = []
        figures = self._spans(
            "figure", report, [f.span for f in report.figures], reading.figures, lines
        )
        for marked, read in figures:
            self._figure(report.figures[marked], reading.figures[read], lines)
        read_times = [
            d for d in reading.dates if "date line" not in d.interval.basis
        ]  # no time of an event
        times = self._spans("time", report, [t.span for t in report.times], read_times, lines)
        for marked, read in times:
            self._time(report.text, report.times[marked], read_times[read], lines)
        self._spans("own", report, report.own, reading.own, lines)
        whole = [(o.start, o.end) for o in reading.own]
        self.counts["own within"] += len(matched(report.own, whole, within))
        return lines

    def _spans(
        self,
        what: str,
        report: Report,
        gold: Sequence[Span],
        found: Sequence[object],
        lines: list[str],
    ) -> list[tuple[int, int]]:
        spans = [(f.start, f.end) for f in found]  # type: ignore[attr-defined]
        pairs = matched(gold, spans)
        self.counts.update({f"{what} gold": len(gold), f"{what} found": len(spans)})
        self.counts[f"{what} hit"] += len(pairs)
        for index in set(range(len(gold))) - {g for g, _ in pairs}:
            lines.append(f"{what} missed: {_around(report.text, gold[index])}")
        for index in set(range(len(spans))) - {f for _, f in pairs}:
            lines.append(f"{what} too many: {_around(report.text, spans[index])}")
        return pairs

    def _figure(self, marked: MarkedFigure, read: Figure, lines: list[str]) -> None:
        wanted, given = as_marked(marked), as_marked(read)
        for name, one, other in zip(("value", "low", "high"), wanted, given, strict=True):
            self.counts[f"{name} right"] += same(one, other)
        bounds = all(same(one, other) for one, other in zip(wanted, given, strict=True))
        unit = _unit(marked.unit) == _unit(read.unit)
        counted = _counted(marked.counted) == _counted(read.counted)
        self.counts.update({"bounds right": bounds, "unit right": unit, "counted right": counted})
        if not (bounds and unit and counted):
            said = (read.value, read.low, read.high, read.unit, read.counted)
            wanted_words = (*wanted, marked.unit, marked.counted)
            lines.append(f"figure differs: [{read.text}] {said}, marked {wanted_words}")

    def _time(self, text: str, marked: MarkedTime, read: DateMention, lines: list[str]) -> None:
        if not marked.first:
            return
        right = is_interval(marked, read.interval)
        self.counts["interval marked"] += 1
        self.counts["interval right"] += right
        self.counts["interval holds"] += right or holds(marked, read.interval)
        self.counts["interval open"] += read.interval.earliest is None
        if not right:
            at = f"{read.interval.earliest} to {read.interval.latest} ({read.interval.basis})"
            near = _around(text, marked.span)
            lines.append(f"time differs: {near}: {at}, marked {marked.first} to {marked.last}")

    def summary(self) -> dict[str, float]:
        """Every share by its name."""
        shares: dict[str, float] = {}
        for what in ("figure", "time", "own"):
            both = self.counts[f"{what} gold"] + self.counts[f"{what} found"]
            shares[f"{what}: span F1"] = 2 * self.counts[f"{what} hit"] / max(1, both)
            if what == "own":
                shares["own: F1, clause in sentence"] = 2 * self.counts["own within"] / max(1, both)
            if what == "figure":
                for name in ("value", "low", "high", "bounds", "unit", "counted"):
                    hits = max(1, self.counts["figure hit"])
                    shares[f"figure: {name} right of found"] = self.counts[f"{name} right"] / hits
            if what == "time":
                marked = max(1, self.counts["interval marked"])
                for name in ("right", "holds", "open"):
                    shares[f"time: interval {name}"] = self.counts[f"interval {name}"] / marked
        return shares


def as_marked(figure: MarkedFigure | Figure) -> tuple[float | None, float | None, float | None]:
    """Value and bounds; some hands mark an exact number as `9 | | |`, others as `9 | 9 | 9`."""
    if figure.low is not None and figure.low == figure.high:
        return figure.low, None, None
    return figure.value, figure.low, figure.high


def same(one: float | None, other: float | None) -> bool:
    """Whether two numbers agree as far as three digits behind the point, as a third is marked."""
    return one == other or (one is not None and other is not None and abs(one - other) < 0.001)


def matched(
    gold: Sequence[Span], found: Sequence[Span], share: Callable[[Span, Span], float] | None = None
) -> list[tuple[int, int]]:
    """Pairs of equal spans, one to one, those that agree most first."""
    agree = share or overlap
    pairs = sorted(
        ((agree(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)),
        key=lambda p: (-p[0], p[1], p[2]),
    )
    kept: list[tuple[int, int]] = []
    for much, i, j in pairs:
        if much < 0.5:
            break
        if all(i != a and j != b for a, b in kept):
            kept.append((i, j))
    return kept


def overlap(one: Span, other: Span) -> float:
    """The shared part of two spans, of their union."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))


def within(one: Span, other: Span) -> float:
    """The shared part of two spans, of the shorter: a clause in the sentence that is shown."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / min(one[1] - one[0], other[1] - other[0])


def is_interval(marked: MarkedTime, read: TimeInterval) -> bool:
    """Whether the days are the marked ones, each as a day anywhere or at the marked place.

    A marked clock time asks for that minute. Where only its day is marked, a minute of that day
    counts, in one zone or in any.
    """
    if read.earliest is None or read.latest is None:
        return False
    first, last = bounds(marked)
    if "T" in marked.first:
        return abs(read.earliest - first) < _MINUTE and abs(read.latest - last) < _MINUTE
    if (read.earliest, read.latest) == (first, last):
        return True
    within = first <= read.earliest and read.latest <= last
    return within and read.latest - read.earliest < timedelta(hours=27)


def holds(marked: MarkedTime, read: TimeInterval) -> bool:
    """Whether the interval read leaves out nothing of the marked one."""
    if read.earliest is None or read.latest is None:
        return False
    first, last = bounds(marked)
    return read.earliest <= first and last <= read.latest + _MINUTE


_MINUTE = timedelta(minutes=1)


def bounds(marked: MarkedTime) -> tuple[datetime, datetime]:
    """The instants of a marked interval; of whole days those anywhere on Earth."""
    first, last = _instants(marked.first), _instants(marked.last or marked.first)
    return first[0], last[1]


def _instants(printed: str) -> tuple[datetime, datetime]:
    if "T" not in printed:
        day = interval_of_day(date.fromisoformat(printed))
        assert day.earliest is not None
        assert day.latest is not None
        return day.earliest, day.latest
    moment = datetime.fromisoformat(printed.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment, moment + _MINUTE - timedelta(microseconds=1)


def description_of(report: Report) -> DocumentDescription:
    """What an extractor would have found out about the page, with its time of publication."""
    author = report.head.get("author", "")
    return DocumentDescription(
        authors=(author,) if author else (),
        outlet=report.outlet,
        published=_published(report.head.get("published", "")),
    )


def _published(printed: str) -> TimeInterval:
    if len(printed) < 10:  # no day: nothing hangs on a month
        return UNKNOWN_TIME
    if "T" not in printed:
        return interval_of_day(date.fromisoformat(printed), printed=printed)
    moment = datetime.fromisoformat(printed.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    moment = moment.astimezone(UTC)
    return TimeInterval(moment, moment, printed, "head of the report")


def _unit(printed: str | None) -> str:
    bare = (printed or "").lower().strip()
    singular = bare[:-1] if len(bare) > 3 and bare.endswith("s") else bare
    return _UNITS.get(bare, _UNITS.get(singular, singular))


def _counted(printed: str | None) -> str:
    return _LEAD.sub("", (printed or "").strip()).lower()


def _around(text: str, span: Span) -> str:
    before, after = text[max(0, span[0] - 50) : span[0]], text[span[1] : span[1] + 40]
    return f"{before}[{text[span[0] : span[1]]}]{after}".replace("\n", "¶")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("which", nargs="?", default="dev")
    parser.add_argument("--misses", action="store_true", help="print what differs (not of test)")
    options = parser.parse_args()
    score, texts = FiguresScore(), 0
    for report in chosen(options.which):
        if not report.full:
            continue
        texts += 1
        lines = score.add(report)
        if options.misses and options.which != "test":
            print(*(f"{report.path.stem}: {line}" for line in lines), sep="\n")
    gold = ", ".join(f"{score.counts[f'{what} gold']} {what}" for what in ("figure", "time", "own"))
    print(f"{options.which}: {texts} texts; marked: {gold}")
    for name, value in score.summary().items():
        print(f"{value:7.1%}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
