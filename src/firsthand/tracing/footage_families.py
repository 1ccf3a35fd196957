"""Families of footage: one recording, wherever in the case it was posted.

The earliest posting is the earliest known in this case and no more: who filmed it is said by no
posting time, and the families say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from firsthand.evidence.families import Appearance, Family, FamilyKind, Origin, Tie
from firsthand.evidence.footage import Match
from firsthand.tracing.origins import earliest, time_order
from firsthand.tracing.recordings import recordings
from firsthand.tracing.shots import PAUSE, Shared, shared_of, transform_in_words
from firsthand.tracing.values import TracedFootage, exhibit_order
from firsthand.tracing.wording import listed, time_in_words


@dataclass(frozen=True, slots=True)
class _Place:
    """One appearance of a recording: in which of the distinct footages, and its stretch."""

    owner: int
    footage: TracedFootage
    start: float
    end: float


def trace_footage(footage: Iterable[TracedFootage], matches: Iterable[Match]) -> tuple[Family, ...]:
    """The families of footage that shows one recording, named F-001, F-002, … by first exhibit.

    Matches name exhibits; those that name none of `footage` are left out. Exhibits with the same
    bytes are in one family without a match. Deterministic for every order of both.
    """
    ordered = sorted(footage, key=lambda one: exhibit_order(one.exhibit))
    groups: dict[str, list[TracedFootage]] = {}
    for one in ordered:
        groups.setdefault(one.digest, []).append(one)
    same_bytes = list(groups.values())
    index = {one.exhibit: owner for owner, group in enumerate(same_bytes) for one in group}
    durations = [_duration(group) for group in same_bytes]
    graph = recordings(shared_of(matches, index), durations)
    families = []
    tied: set[int] = set()
    for numbers, links in graph.groups():
        extents = _extents([(graph.nodes[n].owner, graph.nodes[n].start, graph.nodes[n].end)
                            for n in numbers])  # fmt: skip
        tied.update(owner for owner, _, _ in extents)
        families.append(_told(same_bytes, extents, [link.crossing for link in links]))
    for owner, group in enumerate(same_bytes):
        if owner not in tied and len(group) > 1:
            families.append(_told(same_bytes, [(owner, 0.0, _duration(group))], []))
    families.sort(key=_family_order)
    return tuple(
        replace(family, name=f"F-{number:03d}") for number, family in enumerate(families, start=1)
    )


def _extents(nodes: Sequence[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """The stretches of a recording in each footage; what overlaps or all but touches is one."""
    merged: list[tuple[int, float, float]] = []
    for owner, start, end in sorted(nodes):
        if merged and merged[-1][0] == owner and start <= merged[-1][2] + PAUSE:
            merged[-1] = (owner, merged[-1][1], max(merged[-1][2], end))
        else:
            merged.append((owner, start, end))
    return merged


def _duration(group: Sequence[TracedFootage]) -> float:
    described = (one.description for one in group if one.description is not None)
    return next((d.duration for d in described if d.duration is not None), 0.0)


def _told(
    same_bytes: Sequence[Sequence[TracedFootage]],
    extents: Sequence[tuple[int, float, float]],
    crossings: Sequence[Shared],
) -> Family:
    places = [
        _Place(owner, one, start, end) for owner, start, end in extents for one in same_bytes[owner]
    ]
    places.sort(key=lambda p: time_order(p.footage.published, p.footage.exhibit, p.start))
    return Family(
        name="",
        kind=FamilyKind.FOOTAGE,
        appearances=tuple(
            Appearance(
                exhibit=place.footage.exhibit,
                start=place.start,
                end=place.end,
                published=place.footage.published,
                chain=(place.footage.poster,) if place.footage.poster else (),
            )
            for place in places
        ),
        ties=tuple(_ties(places, crossings)),
        origin=_origin(places),
    )


def _ties(places: Sequence[_Place], crossings: Sequence[Shared]) -> list[Tie]:
    by_owner: dict[int, list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        by_owner[place.owner].append(index)
    best: dict[tuple[int, int], Tie] = {}
    for crossing in crossings:
        a = _place_at(places, by_owner[crossing.a], crossing.range_a)
        b = _place_at(places, by_owner[crossing.b], crossing.range_b)
        seen = crossing
        if a > b:
            a, b, seen = b, a, crossing.other_way()
        tie = Tie(
            a=a,
            b=b,
            relation=str(seen.match.kind),
            score=seen.match.score,
            a_start=round(seen.range_a[0], 3),
            a_end=round(seen.range_a[1], 3),
            b_start=round(seen.range_b[0], 3),
            b_end=round(seen.range_b[1], 3),
            transform=transform_in_words(seen),
        )
        before = best.get((a, b))
        if before is None or _strength(tie) > _strength(before):
            best[a, b] = tie
    for indices in by_owner.values():
        for index in indices[1:]:
            first = next(i for i in indices if places[i].start == places[index].start)
            if first != index:
                one = places[index]
                extent = (one.start, one.end, one.start, one.end)
                best[first, index] = Tie(first, index, "identical", 1.0, *extent)
    return [best[key] for key in sorted(best)]


def _strength(tie: Tie) -> tuple[float, float, float, float]:
    return (tie.a_end - tie.a_start, tie.score, -tie.a_start, -tie.b_start)


def _place_at(places: Sequence[_Place], indices: Sequence[int], extent: tuple[float, float]) -> int:
    """Which of one footage's appearances a stretch belongs to."""
    return max(
        indices,
        key=lambda i: (min(places[i].end, extent[1]) - max(places[i].start, extent[0]), -i),
    )


def _origin(places: Sequence[_Place]) -> Origin:
    first = earliest(places, lambda place: place.footage.published)
    distinct = {place.footage.exhibit: place for place in first}
    numbers = sorted(distinct, key=exhibit_order)
    leads_to = "; ".join(_posting(distinct[number].footage) for number in numbers[:6])
    unsaid = "who filmed it is not said by any exhibit"
    if len(numbers) == 1:
        basis = f"{numbers[0]} is the earliest posting known in this case; {unsaid}."
    elif all(_unknown(place.footage) for place in places):
        basis = f"No exhibit says when it was posted, so none is known to be the first; {unsaid}."
    else:
        basis = (
            f"The known times do not tell which of {listed(numbers)} was posted first; {unsaid}."
        )
    undated = [n for n in numbers if _unknown(distinct[n].footage)]
    if undated and len(undated) < len(numbers):
        verb = "is" if len(undated) == 1 else "are"
        basis = f"{basis[:-1]}; when {listed(undated)} {verb} from is unknown."
    return Origin(tuple(numbers), leads_to, basis)


def _posting(footage: TracedFootage) -> str:
    by = f" by {footage.poster}" if footage.poster else ""
    return f"{footage.exhibit}, posted {time_in_words(footage.published)}{by}"


def _unknown(footage: TracedFootage) -> bool:
    return footage.published.earliest is None and footage.published.latest is None


def _family_order(family: Family) -> tuple[object, ...]:
    places = sorted((exhibit_order(a.exhibit), a.start, a.end) for a in family.appearances)
    return (places, len(places))
