"""Puts the tagger's and the rules' attributions together, without doubles.

The tagger leads. What it misses is taken from the rules where they are sure: a quotation beside
its cue, a that-clause, "according to", "citing". Where both found the same cue, the rules say how
far a quotation reaches; where both found the same content, the rules' speaker is kept beside the
tagger's, for the decision about who is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from firsthand.evidence.spans import Span, shared_part
from firsthand.evidence.statements import StatementKind
from firsthand.reading.attributions import Pattern
from firsthand.reading.utterances import Utterance

#: Rules that are believed where the tagger is silent.
TRUSTED = frozenset(
    {
        Pattern.QUOTED_WITH_CUE,
        Pattern.ACCORDING_TO,
        Pattern.CITING,
        Pattern.THAT_CLAUSE,
        Pattern.UNQUOTED_SPEECH,
        Pattern.ADDRESSEE,
    }
)
_SAME = 0.5
_TOUCHES = 0.25
_FRAGMENT = 12  # characters: what is shorter beside a quotation is a slip
_BUCKET = 2000  # characters


def merge(tagged: Sequence[Utterance], ruled: Sequence[Utterance]) -> list[Utterance]:
    """All attributions, by where they stand."""
    near = _Near(ruled)
    merged: list[Utterance] = []
    used: set[int] = set()
    for one in tagged:
        best, shared, quoted = None, _SAME, list[Span]()
        for index in near.of(one):
            other = ruled[index]
            overlap = shared_part(one.content, other.content)
            same_cue = one.cue is not None and other.cue is not None and one.cue.overlaps(other.cue)
            if overlap >= _TOUCHES or (overlap > 0 and same_cue):
                used.add(index)
            likeness = overlap + 0.2 * same_cue
            if same_cue and other.kind is StatementKind.DIRECT:
                quoted.extend(other.content)
                used.add(index)
                likeness = 1.0 + overlap
            if likeness >= shared:
                best, shared = other, likeness
        quoting = replace(one, content=_with_quoted(one.content, quoted)) if quoted else one
        merged.append(quoting if best is None else _with_rule(quoting, best))
    for index, other in enumerate(ruled):
        if index not in used and other.pattern in TRUSTED:
            merged.append(other)
    merged.sort(key=lambda u: (u.content[0].start, -u.content[-1].end, u.position))
    return _with_cited(merged)


def _with_cited(merged: Sequence[Utterance]) -> list[Utterance]:
    """Whoever is cited said what those who cite them say: "Z reports, citing X, that …"."""
    near = _Near(merged)
    found = []
    for one in merged:
        others = [merged[i] for i in near.of(one) if merged[i] is not one] if one.citing else []
        whole = [o for o in others if not o.citing and shared_part(o.content, one.content) > 0]
        best = max(whole, key=lambda o: o.content[-1].end - o.content[0].start, default=None)
        beside = best is not None and one.cue is not None and not _inside(one.cue, best)
        found.append(replace(one, content=best.content) if best is not None and beside else one)
    return found


def _inside(span: Span, other: Utterance) -> bool:
    return any(s.start <= span.start < s.end for s in other.content)


def _with_rule(one: Utterance, rule: Utterance) -> Utterance:
    turn = rule.pattern is Pattern.TURN
    return replace(
        one,
        pattern=rule.pattern,
        ruled=rule.ruled,
        ruled_via=rule.ruled_via,
        content=rule.content if turn else one.content,
        source=rule.source if turn or one.source is None else one.source,
        kind=rule.kind if rule.pattern is Pattern.UNQUOTED_SPEECH else one.kind,
    )


def _with_quoted(content: Sequence[Span], quoted: Sequence[Span]) -> tuple[Span, ...]:
    """The rules' quotations of the same cue, and what the tagger has besides them."""
    besides = [
        s
        for s in content
        if s.end - s.start >= _FRAGMENT and not any(s.overlaps(q) for q in quoted)
    ]
    return tuple(sorted({*quoted, *besides}, key=lambda s: s.start))


class _Near:
    """Finds attributions by where they are, so that a long text costs no more a word."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self._by_bucket: dict[int, list[int]] = defaultdict(list)
        for index, one in enumerate(utterances):
            for bucket in _buckets(one):
                self._by_bucket[bucket].append(index)

    def of(self, one: Utterance) -> list[int]:
        return sorted({i for bucket in _buckets(one) for i in self._by_bucket.get(bucket, ())})


def _buckets(one: Utterance) -> range:
    first = min(s.start for s in one.content)
    last = max(s.end for s in one.content)
    return range(first // _BUCKET, min(last, first + 40 * _BUCKET) // _BUCKET + 1)
