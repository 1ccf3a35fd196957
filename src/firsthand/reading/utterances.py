"""Attributions of both engines in one shape, before anybody's name is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Basis, Source, SourceKind, Stance, StatementKind
from firsthand.reading.attributions import Pattern
from firsthand.reading.layout import Layout
from firsthand.reading.links import Resolved
from firsthand.reading.snapping import snapped
from firsthand.reading.tagging.decoding import Probabilities, Tagged
from firsthand.reading.tagging.words import Hint

#: What the columns of the network stand for, in its order.
STANCES = tuple(Stance)
KINDS = (StatementKind.DIRECT, StatementKind.INDIRECT, StatementKind.MIXED)
BASES = (Basis.NOT_SAID, Basis.SAW, Basis.TOLD, Basis.DOCUMENT, Basis.FOOTAGE)
SOURCE_KINDS = (
    SourceKind.PERSON,
    SourceKind.ORGANISATION,
    SourceKind.OUTLET,
    SourceKind.DOCUMENT,
    SourceKind.UNNAMED,
)

#: Cues with which somebody else relays a source.
_CITING = ("cit", "quot", "referring to", "relaying", "as saying")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One attribution: spans, and what its words say about it.

    `content` has a span for each stretch of an interrupted quotation. `ruled` is the source that
    the rules resolved for the same content, where they found it too, `ruled_via` who passed it on
    and `pattern` the rule that did.
    `citing` says that it is somebody else who cites it, by its cue.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    via: Span | None
    kind: StatementKind
    stance: Stance
    basis: Basis | None
    source_kind: SourceKind | None
    score: float
    pattern: Pattern | None = None
    ruled: Source | None = None
    tagged: bool = True
    ruled_via: str | None = None
    citing: bool = False

    @property
    def position(self) -> int:
        """Where it stands: at its source's words, or at its content."""
        return self.source.start if self.source is not None else self.content[0].start


def of_tagged(found: Iterable[Tagged], layout: Layout) -> list[Utterance]:
    """The tagger's attributions; the kind is read from the quotation marks where there are any."""
    utterances = []
    for one in found:
        stance, kind, basis, source_kind = one.columns
        cue = _whole(one.cue)
        content = snapped(one.content, cue, layout)
        if any(layout.paragraph_at(s.start) in layout.furniture for s in (*content, *one.source)):
            continue  # a headline or a byline says nothing
        utterances.append(
            Utterance(
                content,
                one.source[0] if one.source else None,
                cue,
                one.via[0] if one.via else None,
                _kind(content, layout, kind),
                STANCES[int(stance.argmax())],
                BASES[int(basis.argmax())],
                SOURCE_KINDS[int(source_kind.argmax())] if one.source else None,
                one.score,
                citing=cue is not None and cue.of(layout.text).lower().startswith(_CITING),
            )
        )
    return utterances


def of_rules(found: Sequence[Resolved]) -> list[Utterance]:
    """What the rules found, as they resolved it."""
    utterances = []
    for one in found:
        attribution, source = one.attribution, one.source
        span = None
        if source.mention_start is not None and source.mention_end is not None:
            span = Span(source.mention_start, source.mention_end)
        utterances.append(
            Utterance(
                (attribution.content,),
                span,
                attribution.cue,
                None,
                attribution.kind,
                attribution.stance,
                None,
                source.kind,
                attribution.pattern.confidence,
                attribution.pattern,
                source,
                tagged=False,
                ruled_via=one.via,
                citing=attribution.pattern is Pattern.CITING,
            )
        )
    return utterances


def hints_of(ruled: Sequence[Utterance]) -> list[Hint]:
    """The rules' attributions as the network is told of them."""
    return [Hint(u.source, u.cue, u.content[0]) for u in ruled]


def _whole(spans: Sequence[Span]) -> Span | None:
    """One span over a cue's words; the first where they are far apart."""
    if not spans:
        return None
    last = spans[0]
    for span in spans[1:]:
        if span.start - last.end > 40:
            break
        last = Span(spans[0].start, span.end)
    return last


def _kind(content: Sequence[Span], layout: Layout, tagged: Probabilities) -> StatementKind:
    """Direct where quotation marks hold all of it, mixed where they hold some of it."""
    whole = quoted = 0
    for span in content:
        whole += span.end - span.start
        quoted += sum(
            max(0, min(span.end, q.close) - max(span.start, q.open))
            for q in layout.quotations_in(span)
        )
    if quoted == 0:
        kind = KINDS[int(tagged.argmax())]
        return StatementKind.INDIRECT if kind is StatementKind.MIXED else kind
    return StatementKind.DIRECT if quoted >= 0.9 * whole else StatementKind.MIXED
