"""How statements hang together: whose words hold whose, who cites whom, and the chain of links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source, SourceKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.names import same_name

#: Chains longer than this are cut; no text of a person nests so deep.
LONGEST_CHAIN = 12


@dataclass(slots=True)
class Resolved:
    """An attribution with its source, and its links to others.

    `parent` is the attribution whose content holds this one, `cited_by` the one that names this
    one's source as its own, `origin` the other way round; `via` is an outlet that passed it on.
    """

    attribution: Attribution
    source: Source
    via: str | None
    parent: Resolved | None = None
    cited_by: Resolved | None = None
    origin: Resolved | None = None


def chain_of(resolved: Resolved, outlet: str | None) -> tuple[str | None, ...]:
    """The names that a statement passed through, origin first, the document's outlet last."""
    links: list[str | None] = []
    step: Resolved | None = resolved
    child: Resolved | None = None
    for _ in range(LONGEST_CHAIN):
        if step is None:
            break
        if step.origin is not None and step.origin is not child and child is not None:
            links.append(step.origin.source.name)
        links.append(step.source.name)
        if step.via is not None:
            links.append(step.via)
        child, step = step, step.cited_by or step.parent
    if outlet is not None:
        links.append(outlet)
    return without_repeats(links)


def without_repeats(links: Sequence[str | None]) -> tuple[str | None, ...]:
    """A chain in which nobody follows himself; unresolved links all stay."""
    chain: list[str | None] = []
    for link in links:
        if not chain or not same_name(chain[-1], link):
            chain.append(link)
    return tuple(chain)


def cite(attribution: Attribution, source: Source, found: Sequence[Resolved]) -> Resolved | None:
    """The statement of whom another statement of the sentence cites, linked to it."""
    citing = _citing(attribution, found)
    if citing is None:
        return None
    base = citing.attribution
    phrase, cue = attribution.phrase, attribution.cue
    cited = replace(base, phrase=phrase, cue=cue, pattern=Pattern.CITING, via=None)
    citing.origin = Resolved(cited, source, None, citing.parent, cited_by=citing)
    return citing.origin


def _citing(attribution: Attribution, found: Sequence[Resolved]) -> Resolved | None:
    """Which attribution a "citing two officials" belongs to, by where it stands."""
    at = attribution.content.start
    free = [
        r
        for r in found
        if r.cited_by is None and r.origin is None and not _holds(r.attribution.content, at)
    ]
    inserted = [r for r in free if position(r.attribution) < at < r.attribution.content.start]
    if inserted:  # "The Post, citing two officials, reports that …"
        return max(inserted, key=lambda r: position(r.attribution))
    resting = [r for r in free if r.attribution.content.end <= at]
    if resting:  # "…, the Post reported, citing two officials."
        return max(resting, key=lambda r: r.attribution.content.end)
    behind = [r for r in free if r.attribution.content.start > at]
    if behind:  # "Citing two officials, the Post said …"
        return min(behind, key=lambda r: position(r.attribution))
    return None


def carry(attribution: Attribution, source: Source, found: Sequence[Resolved]) -> None:
    """Note the outlet of "…, as quoted by Radio Tarn" at the statement that it passed on."""
    if source.kind is not SourceKind.OUTLET or source.name is None:
        return
    at = attribution.content.start
    before = [r for r in found if position(r.attribution) < at and r.parent is None]
    if before:
        carried = max(before, key=lambda r: position(r.attribution))
        if carried.via is None and not _holds(carried.attribution.content, at):
            carried.via = source.name


def _holds(content: Span, at: int) -> bool:
    return content.start <= at < content.end


def position(attribution: Attribution) -> int:
    """Where an attribution stands: at its source's words, or at its content."""
    if attribution.phrase is not None:
        return attribution.phrase.core[0].start
    return attribution.content.start


def enclosing(attribution: Attribution, reach: Sequence[Resolved]) -> Resolved | None:
    """The innermost attribution within reach whose content holds this one whole."""
    start, end = attribution.content.start, attribution.content.end
    shared = attribution.pattern is Pattern.SHARED_SUBJECT  # its subject stands elsewhere
    for span in (attribution.cue, None if shared else _phrase_span(attribution)):
        if span is not None:
            start, end = min(start, span.start), max(end, span.end)
    best: Resolved | None = None
    for other in reach:
        outer = other.attribution.content
        holds = outer.start <= start and end <= outer.end
        inner = best is None or outer.end - outer.start < _length(best)
        if holds and inner and outer != attribution.content:
            best = other
    return best


def _length(resolved: Resolved) -> int:
    return resolved.attribution.content.end - resolved.attribution.content.start


def _phrase_span(attribution: Attribution) -> Span | None:
    phrase = attribution.phrase
    return Span(phrase.core[0].start, phrase.core[-1].end) if phrase is not None else None


def share_source(group: Sequence[Resolved]) -> None:
    """Give every paragraph of one quotation the source that any of them names."""
    named = {r.source.name: r.source for r in group if r.source.kind is not SourceKind.UNRESOLVED}
    if len(named) != 1:
        return
    (source,) = named.values()
    for member in group:
        if member.source.kind is SourceKind.UNRESOLVED:
            member.source = Source(source.name, source.role, source.kind)
