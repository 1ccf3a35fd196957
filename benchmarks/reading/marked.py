"""Marked texts (tests/reading/texts/README.md): their parser, and the score of a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from firsthand.evidence.statements import Reading, Statement


@dataclass(frozen=True)
class Expected:
    """One statement that a person marked; `*` in a field means that any value will do."""

    start: int
    end: int
    name: str
    source_kind: str
    role: str
    kind: str
    stance: str
    chain: str


@dataclass(frozen=True)
class Marked:
    """A text and what is said in it."""

    text: str
    expected: tuple[Expected, ...]


def parse(marked: str) -> Marked:
    """Read a marked text; raises `ValueError` where marks and lines disagree."""
    body, _, table = marked.partition("\n-----\n")
    text, spans, open_marks = "", {}, []
    position = 0
    for mark in re.finditer(r"\[\[(\d+):|\]\]", body):
        text += body[position : mark.start()]
        position = mark.end()
        if mark[1]:
            open_marks.append((mark[1], len(text)))
        else:
            number, start = open_marks.pop()
            spans[number] = (start, len(text))
    text += body[position:]
    expected = []
    for line in filter(None, table.splitlines()):
        number, *fields = (field.strip() for field in line.split("|"))
        expected.append(Expected(*spans.pop(number), *fields))
    if spans or open_marks:
        raise ValueError(f"marks without a line: {sorted(spans)}")
    return Marked(text, tuple(expected))


def same_name(one: str | None, other: str) -> bool:
    """Whether two names are the same but for articles and case."""
    return _bare(one or "?") == _bare(other) or other == "*"


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", re.sub(r"\s+", " ", name.lower()).strip(" .,"))


@dataclass
class Score:
    """Counts over marked texts; a false attribution names a source that is not the right one."""

    expected: int = 0
    found: int = 0
    content: int = 0
    source: int = 0
    resolved: int = 0
    false: int = 0
    chain: int = 0
    kind: int = 0
    stance: int = 0
    role: int = 0

    def add(self, marked: Marked, reading: Reading) -> list[str]:
        """Count one reading; returns a line for each thing that is wrong."""
        wrong = []
        self.expected += len(marked.expected)
        self.found += len(reading.statements)
        left = list(reading.statements)
        for want in marked.expected:
            best = max(
                left,
                key=lambda s: (overlap(s, want), same_name(s.source.name, want.name)),
                default=None,
            )
            if best is None or overlap(best, want) < 0.5:
                wrong.append(f"MISSED {marked.text[want.start : want.end][:90]!r}")
                continue
            left.remove(best)
            wrong.extend(self._compare(want, best))
        wrong.extend(f"EXTRA {s.source.name!r} {s.cue!r} {s.content[:90]!r}" for s in left)
        return wrong

    def _compare(self, want: Expected, got: Statement) -> list[str]:
        wrong = []
        self.content += 1
        right = same_name(got.source.name, want.name)
        self.source += right
        if got.source.name is not None:
            self.resolved += 1
            self.false += not right
        chain = " < ".join(link or "?" for link in got.chain)
        checks = {
            "chain": want.chain == "*"
            or (
                len(want.chain.split(" < ")) == len(got.chain)
                and all(
                    same_name(a, b) for a, b in zip(got.chain, want.chain.split(" < "), strict=True)
                )
            ),
            "kind": want.kind in {"*", str(got.kind)},
            "stance": want.stance in {"*", str(got.stance)},
            "role": want.role in (got.source.role or ""),
        }
        for name, ok in checks.items():
            setattr(self, name, getattr(self, name) + ok)
        bad = [n for n, ok in checks.items() if not ok]
        if not right or bad:
            wrong.append(
                f"WRONG {'' if right else 'source '}{' '.join(bad)}: want {want.name} / {want.role}"
                f" / {want.kind} / {want.stance} / {want.chain}; got {got.source.name} /"
                f" {got.source.role} / {got.kind} / {got.stance} / {chain}"
                f" :: {got.content[:70]!r}"
            )
        return wrong

    def lines(self) -> str:
        """The score in words."""

        def rate(label: str, right: int) -> str:
            p, r = right / max(self.found, 1), right / max(self.expected, 1)
            f1 = 2 * p * r / max(p + r, 1e-9)
            return f"{label:22} P {p:6.1%}  R {r:6.1%}  F1 {f1:6.1%}"

        matched = max(self.content, 1)
        return "\n".join(
            [
                f"{self.expected} expected, {self.found} found",
                rate("statement", self.content),
                rate("+ the right speaker", self.source),
                f"false attributions     {self.false} of {self.resolved} resolved",
                f"of {self.content} matched:",
                f"chain {self.chain / matched:.1%}, kind {self.kind / matched:.1%}",
                f"stance {self.stance / matched:.1%}, role {self.role / matched:.1%}",
            ]
        )


def overlap(statement: Statement, want: Expected) -> float:
    """Shared characters over the characters that either covers."""
    shared = min(statement.end, want.end) - max(statement.start, want.start)
    return max(shared, 0) / (max(statement.end, want.end) - min(statement.start, want.start))
