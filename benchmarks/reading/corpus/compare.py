"""Compares two accounts of who said what in one text: a reading, or a second annotation, with gold.

Statements are matched one to one, best overlap first, where their contents share at least half of
the characters that either covers. A speaker is right when the name is that speaker's fullest name,
or some of its words and no other speaker's of the text; for unnamed sources when it is the words
of one of its mentions. A source left as the very words of its mention ("the major") is not
resolved, and not false. Chains are compared link by link, without the last link into the text's own
outlet, which every chain has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from benchmarks.reading.attribution import match, same_source
from benchmarks.reading.corpus.reports import Attribution, Report, Span

from firsthand.evidence.statements import Reading, StatementKind


@dataclass(frozen=True)
class Account:
    """One statement as somebody says it is; `chain` without the outlet, origin first."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    name: str | None
    source_kind: str
    kind: str
    stance: str
    basis: str | None
    chain: tuple[str | None, ...]
    cue: tuple[Span, ...] = ()


def accounts_of_report(report: Report) -> list[Account]:
    """The annotation."""
    return [_of_attribution(report, a) for a in report.attributions]


def _of_attribution(report: Report, a: Attribution) -> Account:
    def name(speaker: str | None) -> str | None:
        return report.speakers[speaker].name if speaker is not None else None

    kind = report.speakers[a.speaker].kind if a.speaker is not None else "unresolved"
    chain = tuple(name(c) for c in a.chain)
    return Account(
        a.content, a.source, name(a.speaker), kind, a.kind, a.stance, a.basis, chain, a.cue
    )


def accounts_of_reading(text: str, reading: Reading, outlet: str) -> list[Account]:
    """An engine's statements, the stretches of one interrupted quotation put together."""
    merged: list[tuple[tuple[object, ...] | None, list[Span], Account]] = []
    previous = None
    for s in sorted(reading.statements, key=lambda s: (s.start, -s.end)):
        start, end = s.source.mention_start, s.source.mention_end
        source = ((start, end),) if start is not None and end is not None else ()
        near = previous is not None and "\n\n" not in text[previous[1][-1][1] : s.start]
        key = (s.cue_start, s.cue_end, start) if s.cue_start is not None else None
        target = next((m for m in merged[-8:] if key is not None and m[0] == key), None)
        goes_on = not source and s.cue is None and near
        if target is None and goes_on and previous and previous[2].name == s.source.name:
            target = previous
        if target is None:
            chain = (
                s.chain[:-1] if s.chain and _bare(s.chain[-1] or "") == _bare(outlet) else s.chain
            )
            cue = ((s.cue_start, s.cue_end),) if s.cue_start is not None and s.cue_end else ()
            basis = getattr(s, "basis", None)
            account = Account(
                (),
                source,
                s.source.name,
                str(s.source.kind),
                str(s.kind),
                str(s.stance),
                str(basis) if basis is not None else None,
                chain,
                cue,
            )
            target = (key, [], account)
            merged.append(target)
        target[1].append((s.start, s.end))
        if s.kind is not StatementKind.INDIRECT:
            previous = target
    return [
        Account(tuple(spans), *(getattr(a, n) for n in list(Account.__dataclass_fields__)[1:]))
        for _, spans, a in merged
    ]


def pair(gold: Sequence[Account], found: Sequence[Account]) -> list[tuple[Account, Account]]:
    """Matched accounts, as `attribution.match` pairs them."""
    return [(gold[i], found[j]) for i, j in match(gold, found)]


class Names:
    """Decides which speaker of a report a name means."""

    def __init__(self, report: Report) -> None:
        self.text = report.text
        self.known: dict[str, set[str]] = {}
        for key, speaker in report.speakers.items():
            self.known[key] = {_bare(speaker.name)}
        for a in report.attributions:
            if a.speaker is not None and report.speakers[a.speaker].kind != "person":
                self.known[a.speaker] |= {_bare(report.text[s:e]) for s, e in a.source}
        self.by_name = {s.name: key for key, s in report.speakers.items()}
        self.kinds = {key: s.kind for key, s in report.speakers.items()}

    def means(self, name: str | None, wanted: str | None) -> bool:
        """Whether a name means the speaker whose full name in the annotation is `wanted`."""
        if name is None or wanted is None:
            return name is None and wanted is None
        key = self.by_name.get(wanted)
        bare = _bare(name)
        if key is None:
            return bare == _bare(wanted)
        if bare in self.known[key]:
            return True
        fitting = {k for k, names in self.known.items() if any(_part_of(bare, n) for n in names)}
        return fitting == {key}


def _part_of(one: str, other: str) -> bool:
    a, b = set(one.split()), set(other.split())
    return bool(a) and bool(b) and (a <= b or b <= a)


def _bare(name: str) -> str:
    plain = re.sub(r"[\s]+", " ", re.sub(r"[.,;:“”\"()]", " ", name.lower().replace("’", "'")))
    return re.sub(r"^(?:the|a|an|its|his|her|their|one|mr|ms|mrs)\s+", "", plain.strip())


@dataclass
class Score:
    """Counts over texts; add them up with `+=`."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, report: Report, found: Sequence[Account]) -> list[str]:
        """Count one text; returns a line for each thing that differs."""
        gold, names = accounts_of_report(report), Names(report)
        pairs = pair(gold, found)
        lines = self._statements(report, gold, found, pairs)
        for g, f in pairs:
            lines += self._pair(report, names, g, f)
        self._edges(gold, found, pairs, names)
        return lines

    def _statements(self, report, gold, found, pairs) -> list[str]:
        count, matched = self.counts, [id(g) for g, _ in pairs]
        count["gold"] += len(gold)
        count["found"] += len(found)
        count["content"] += len(pairs)
        count["source"] += sum(same_source(g, f) for g, f in pairs)
        for g in gold:
            hit = id(g) in matched
            for group in (f"kind {g.kind}", f"source {g.source_kind}"):
                count[f"{group} gold"] += 1
                count[f"{group} hit"] += hit
        taken = {id(f) for _, f in pairs}
        lines = [f"MISSED {_show(report.text, g)}" for g in gold if id(g) not in matched]
        return lines + [f"EXTRA {_show(report.text, f)}" for f in found if id(f) not in taken]

    def _pair(self, report: Report, names: Names, g: Account, f: Account) -> list[str]:
        count, lines = self.counts, []
        right = names.means(f.name, g.name)
        if not right and _as_printed(report.text, g, f):
            f = replace(f, name=None)  # "the major" left as it is printed names nobody else
        if f.name is not None:
            count["named"] += 1
            count["false"] += not right
            count[f"source {g.source_kind} named"] += 1
            count[f"source {g.source_kind} false"] += not right
        if g.name is not None:
            count["nameable"] += 1
            count["covered"] += f.name is not None
            count["rightly named"] += right
        if not same_source(g, f):
            lines.append(
                f"WORDS want {_words(report.text, g.source)!r} got "
                f"{_words(report.text, f.source)!r} :: {_show(report.text, g)}"
            )
        if f.name is not None and not right:
            lines.append(f"FALSE {f.name!r} for {g.name!r} :: {_show(report.text, g)}")
        for column in ("kind", "stance", "source_kind"):
            count[f"{column} right"] += getattr(g, column) == getattr(f, column)
        if f.basis is not None:
            count["basis of"] += 1
            count["basis right"] += g.basis == f.basis
        return lines

    def _edges(self, gold, found, pairs, names: Names) -> None:
        """Links of chains before the outlet: a link is right in the matched statement's chain."""
        count = self.counts
        count["edges gold"] += sum(len(g.chain) - 1 for g in gold)
        count["edges found"] += sum(max(0, len(f.chain) - 1) for f in found)
        for g, f in pairs:
            wanted = list(zip(g.chain, g.chain[1:], strict=False))
            for a, b in zip(f.chain, f.chain[1:], strict=False):
                hit = next(
                    (w for w in wanted if names.means(a, w[0]) and names.means(b, w[1])), None
                )
                if hit is not None:
                    wanted.remove(hit)
                    count["edges right"] += 1

    def summary(self) -> dict[str, float]:
        """The figures of the tables, as shares."""
        c = self.counts
        return {
            "statement": _f1(c["content"], c["found"], c["gold"]),
            "precision": c["content"] / max(1, c["found"]),
            "recall": c["content"] / max(1, c["gold"]),
            "+source": _f1(c["source"], c["found"], c["gold"]),
            "false attribution": c["false"] / max(1, c["named"]),
            "coverage": c["covered"] / max(1, c["nameable"]),
            "rightly named": c["rightly named"] / max(1, c["nameable"]),
            "chain edges": _f1(c["edges right"], c["edges found"], c["edges gold"]),
            "kind": c["kind right"] / max(1, c["content"]),
            "stance": c["stance right"] / max(1, c["content"]),
            "source kind": c["source_kind right"] / max(1, c["content"]),
            "basis": c["basis right"] / max(1, c["basis of"]),
        }

    def lines(self) -> str:
        """The figures of the tables, a line each."""
        return "\n".join(f"{value:7.1%}  {name}" for name, value in self.summary().items())


def _as_printed(text: str, gold: Account, found: Account) -> bool:
    """Whether a speaker was left with words of the very mention, which are nobody's name."""
    if found.name is None or found.source_kind not in {"unnamed", "document", "organisation"}:
        return False
    mention = " ".join(_bare(text[s:e]) for s, e in gold.source)
    return found.name.islower() and _bare(found.name) in mention


def _f1(right: int, found: int, gold: int) -> float:
    return 2 * right / max(1, found + gold)


def _words(text: str, spans: Sequence[Span]) -> str:
    return " / ".join(text[s:e] for s, e in spans)


def _show(text: str, one: Account) -> str:
    content = _words(text, one.content)
    return f"[{_words(text, one.source)} | {_words(text, one.cue)}] {content[:110]!r}"
