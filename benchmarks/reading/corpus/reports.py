"""Reads the marked reports of `corpus/` into plain values; corpus/GUIDELINES.md has the format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
REPORTS = CORPUS / "reports"

KINDS = {"direct", "indirect", "mixed"}
SPEAKER_KINDS = {"person", "organisation", "outlet", "document", "unnamed"}
STANCES = {"asserts", "denies", "doubts", "demands", "condemns", "declines", "believes"}
BASES = {"saw", "told", "document", "footage", "not-said"}
GENRES = {
    "wire",
    "local-press",
    "translated-press",
    "ministry",
    "court",
    "ngo",
    "investigation",
    "partisan",
    "blog",
    "thread",
    "interview",
    "ticker",
    "feature",
    "letter",
}

Span = tuple[int, int]
_MARK = re.compile(r"<(/?)([scqvfto])(\d+)>")
_CLOSING = " \t\n,;:.\"'“”‘’„«»‹›"


class CorpusError(ValueError):
    """A file of the corpus is not as corpus/GUIDELINES.md says."""


@dataclass(frozen=True)
class Speaker:
    """Who speaks: one line of the speakers' part."""

    id: str
    kind: str
    name: str
    role: str


@dataclass(frozen=True)
class Attribution:
    """One statement with its spans (offsets into the plain text) and columns.

    `speaker` is `None` where the text does not let us name one. `chain` has the speakers' ids
    that the content passed through, origin first, without the outlet; `None` for unnamed links.
    """

    number: int
    speaker: str | None
    kind: str
    stance: str
    basis: str
    via: tuple[str, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    told: tuple[Span, ...]
    chain: tuple[str | None, ...]
    depth: int


@dataclass(frozen=True)
class MarkedFigure:
    """A number as printed and what its words allow."""

    span: Span
    value: float | None
    low: float | None
    high: float | None
    unit: str
    counted: str


@dataclass(frozen=True)
class MarkedTime:
    """A date or time as printed; `first` and `last` as in the file, empty where unknown."""

    span: Span
    first: str
    last: str


@dataclass(frozen=True)
class Report:
    """One report: its plain text and everything marked in it."""

    path: Path
    head: dict[str, str]
    text: str
    speakers: dict[str, Speaker]
    attributions: tuple[Attribution, ...]
    figures: tuple[MarkedFigure, ...] = ()
    times: tuple[MarkedTime, ...] = ()
    own: tuple[Span, ...] = ()

    @property
    def outlet(self) -> str:
        return self.head["outlet"]

    @property
    def full(self) -> bool:
        """Whether figures, times and the outlet's own statements are marked as well."""
        return self.head.get("marks") == "full"


def parse(marked: str, path: Path = Path("report.txt")) -> Report:
    """Read one file; raises `CorpusError` naming what is wrong."""
    parts = re.split(r"^---[ \t]*$\n?", marked, flags=re.MULTILINE)
    if len(parts) not in {4, 5}:
        raise CorpusError(f"{len(parts)} parts, expected 4 or 5 parted by lines of ---")
    head = dict(_pair(line) for line in parts[0].splitlines() if line.strip())
    text, spans = _unmark(parts[1].strip("\n") + "\n")
    speakers = {s.id: s for s in map(_speaker, _rows(parts[2]))}
    rows = [_row(fields, spans) for fields in _rows(parts[3])]
    attributions = tuple(sorted(_with_chains(rows, speakers), key=lambda a: (a.content, a.number)))
    extra = {fields[0]: fields for fields in _rows(parts[4] if len(parts) == 5 else "")}
    return Report(
        path,
        head,
        text,
        speakers,
        attributions,
        tuple(_figure(key, spans, extra) for key in spans if key[0] == "f"),
        tuple(_time(key, spans, extra) for key in spans if key[0] == "t"),
        tuple(s for key in spans if key[0] == "o" for s in spans[key]),
    )


def reports(split: str | None = None, folder: Path = REPORTS) -> Iterator[Report]:
    """All reports, by path; of one split (`train`, `dev`, `test`) where it is named."""
    wanted = None if split is None else outlets_of(split)
    for path in sorted(folder.rglob("*.txt")):
        report = parse(path.read_text("utf-8"), path)
        if wanted is None or report.outlet in wanted:
            yield report


def outlets_of(split: str) -> set[str]:
    """The outlets of a split, from `corpus/splits.txt`: lines `split | outlet`."""
    lines = (CORPUS / "splits.txt").read_text("utf-8").splitlines()
    pairs = [[f.strip() for f in line.split("|")] for line in lines if "|" in line]
    return {outlet for name, outlet in pairs if name == split}


def _pair(line: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon:
        raise CorpusError(f"head line without a colon: {line!r}")
    return key.strip(), value.strip()


def _rows(part: str) -> list[list[str]]:
    return [[f.strip() for f in line.split("|")] for line in part.splitlines() if line.strip()]


def _unmark(body: str) -> tuple[str, dict[str, list[Span]]]:
    """The text without its marks, and the spans of each."""
    text: list[str] = []
    spans: dict[str, list[Span]] = {}
    open_marks: list[tuple[str, int]] = []
    position = length = 0
    for mark in _MARK.finditer(body):
        text.append(body[position : mark.start()])
        length += mark.start() - position
        position = mark.end()
        key = mark[2] + mark[3]
        if not mark[1]:
            open_marks.append((key, length))
            continue
        if not open_marks or open_marks[-1][0] != key:
            near = body[max(0, mark.start() - 50) : mark.end()]
            raise CorpusError(f"</{key}> closes nothing or crosses another mark: …{near!r}")
        _, start = open_marks.pop()
        spans.setdefault(key, []).append((start, length))
    if open_marks:
        raise CorpusError(f"<{open_marks[-1][0]}> is never closed")
    text.append(body[position:])
    whole = "".join(text)
    if "<" in whole:
        at = whole.index("<")
        raise CorpusError(f"a stray < in the text: {whole[max(0, at - 20) : at + 30]!r}")
    return whole, {key: [_trim(whole, span, key) for span in found] for key, found in spans.items()}


def _trim(text: str, span: Span, key: str) -> Span:
    """A span without blanks, and for contents and sources without closing punctuation."""
    start, end = span
    drop = _CLOSING if key[0] in "qs" else " \t\n"
    while end > start and text[end - 1] in drop:
        end -= 1
    while start < end and text[start] in drop:
        start += 1
    if start == end:
        raise CorpusError(f"<{key}> holds no words: {text[span[0] - 20 : span[1] + 20]!r}")
    return start, end


def _speaker(fields: list[str]) -> Speaker:
    if len(fields) not in {3, 4}:
        raise CorpusError(f"speaker line with {len(fields)} fields: {' | '.join(fields)}")
    speaker = Speaker(fields[0], fields[1], fields[2], fields[3] if len(fields) == 4 else "")
    if speaker.kind not in SPEAKER_KINDS:
        raise CorpusError(f"speaker {speaker.id}: kind {speaker.kind!r}")
    if not speaker.name:
        raise CorpusError(f"speaker {speaker.id} has no name")
    return speaker


def _row(fields: list[str], spans: dict[str, list[Span]]) -> Attribution:
    if len(fields) not in {5, 6} or not fields[0].isdigit():
        raise CorpusError(f"statement line: {' | '.join(fields)}")
    number, speaker, kind, stance, basis = fields[:5]
    for value, allowed in ((kind, KINDS), (stance, STANCES), (basis, BASES)):
        if value not in allowed:
            raise CorpusError(f"statement {number}: {value!r} is none of {sorted(allowed)}")
    via = tuple(v.strip() for v in fields[5].split(",") if v.strip()) if len(fields) == 6 else ()
    if f"q{number}" not in spans:
        raise CorpusError(f"statement {number} has a line and no <q{number}>")
    marks = (tuple(spans.get(f"{letter}{number}", ())) for letter in "scqv")
    named = None if speaker == "?" else speaker
    return Attribution(int(number), named, kind, stance, basis, via, *marks, (), 1)


def _with_chains(rows: list[Attribution], speakers: dict[str, Speaker]) -> Iterator[Attribution]:
    numbers = [row.number for row in rows]
    if len(set(numbers)) != len(numbers):
        raise CorpusError("a statement number has two lines")
    for row in rows:
        for name in (row.speaker, *row.via):
            if name is not None and name not in speakers:
                raise CorpusError(f"statement {row.number}: no speaker {name!r}")
        chain: list[str | None] = []
        depth, inner, seen = 0, row, set[int]()
        while inner is not None and inner.number not in seen:
            seen.add(inner.number)
            depth += 1
            chain += [inner.speaker, *inner.via]
            inner = _enclosing(inner, rows)
        kept = [c for i, c in enumerate(chain) if i == 0 or c is None or c != chain[i - 1]]
        yield Attribution(
            *(getattr(row, n) for n in list(Attribution.__dataclass_fields__)[:10]),
            tuple(kept),
            depth,
        )


def _enclosing(row: Attribution, rows: list[Attribution]) -> Attribution | None:
    """The smallest other content that holds this one's; of equal contents the marks' own order."""
    low, high = row.content[0][0], row.content[-1][1]
    around = [
        (span[1] - span[0], other.number, other)
        for other in rows
        for span in other.content
        if other.number != row.number
        and span[0] <= low
        and high <= span[1]
        and ((span[1] - span[0] > high - low) or other.number < row.number)
    ]
    return min(around, key=lambda a: (a[0], -a[1]))[2] if around else None


def _figure(key: str, spans: dict[str, list[Span]], extra: dict[str, list[str]]) -> MarkedFigure:
    fields = extra.get(key)
    if fields is None or len(fields) != 6:
        raise CorpusError(f"{key}: a line of six fields is missing")
    value, low, high = (float(f.replace(",", "")) if f else None for f in fields[1:4])
    return MarkedFigure(spans[key][0], value, low, high, fields[4], fields[5])


def _time(key: str, spans: dict[str, list[Span]], extra: dict[str, list[str]]) -> MarkedTime:
    fields = extra.get(key)
    if fields is None or len(fields) != 3:
        raise CorpusError(f"{key}: a line of three fields is missing")
    return MarkedTime(spans[key][0], fields[1], fields[2])
