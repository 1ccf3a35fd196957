"""Families of words: the same statement or the same passage on several pages.

The whole way: words of all pages → seeds by an index → local alignments → utterances and passages
→ stretches that are one → families, each with its chains and its origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from firsthand.evidence.families import Appearance, Family, FamilyKind, Tie
from firsthand.tracing.alignments import Alignment, Block, align
from firsthand.tracing.chains import Account, account_of, claims_of, is_first_hand, signed_by
from firsthand.tracing.names import name_key
from firsthand.tracing.origins import origin_of_words, time_order
from firsthand.tracing.seeds import FURNITURE_PAGES, SHINGLE, seeds_by_pair
from firsthand.tracing.stretches import Link, StretchGraph
from firsthand.tracing.tokens import Corpus, corpus_of
from firsthand.tracing.utterances import (
    Spoken,
    is_passage,
    is_utterance,
    same_words,
    spoken_in,
    units_of,
)
from firsthand.tracing.values import TracedPage, exhibit_order
from firsthand.tracing.wording import excerpt, without_loose_ends

#: A statement that one outlet alone repeats on so many pages is its slogan, not evidence.
_SLOGAN_PAGES = 5
#: Words that may stand between a passage and the top or the foot of a page.
_EDGE = 3


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages in order of their numbers, cut into words; `copies` are those captured again."""

    pages: tuple[TracedPage, ...]
    copies: tuple[tuple[TracedPage, ...], ...]
    corpus: Corpus
    spoken: tuple[tuple[Spoken, ...], ...]
    outlets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A family before it is told: words by page, and which pages were aligned."""

    extents: dict[int, tuple[int, int]]
    alignments: tuple[Alignment, ...]


def trace_words(pages: Iterable[TracedPage]) -> tuple[Family, ...]:
    """The families of repeated words among the pages, named W-001, W-002, … by first exhibit.

    Deterministic, and the same for every order of `pages`; a page never ties with itself. Time
    and memory grow with the number of words, not with the number of pairs of pages.
    """
    known = _prepared(pages)
    alignments = _alignments(known)
    graph: StretchGraph[Alignment] = StretchGraph(
        same_words,
        lambda crossing, low, high: _carried(known.corpus, crossing, low, high),
        Alignment.turned,
    )
    graph.tie(
        (unit.alignment, unit.utterance)
        for alignment in alignments
        for unit in units_of(known.corpus, alignment, known.spoken)
    )
    graph.carry_over(alignments)
    drafts = [_drafted(graph, nodes, links) for nodes, links in graph.groups()]
    drafts = [draft for draft in drafts if not _is_furniture(known, draft)]
    drafts += _captured_again(known)
    families = [_told(known, draft) for draft in drafts]
    families.sort(key=_family_order)
    return tuple(
        replace(family, name=f"W-{index:03d}") for index, family in enumerate(families, start=1)
    )


def _prepared(pages: Iterable[TracedPage]) -> _Pages:
    groups: dict[tuple[str, object], list[TracedPage]] = {}
    for page in sorted(pages, key=lambda page: exhibit_order(page.exhibit)):
        outlet = page.description.outlet
        groups.setdefault((page.text, outlet and name_key(outlet)), []).append(page)
    firsts = tuple(group[0] for group in groups.values())
    corpus = corpus_of([page.text for page in firsts])
    numbers: dict[tuple[str, ...], int] = {}
    outlets = tuple(
        numbers.setdefault(key, len(numbers))
        if (key := name_key(page.description.outlet or ""))
        else -1
        for page in firsts
    )
    return _Pages(
        pages=firsts,
        copies=tuple(tuple(group[1:]) for group in groups.values()),
        corpus=corpus,
        spoken=tuple(
            spoken_in(corpus, index, page.text, page.reading) for index, page in enumerate(firsts)
        ),
        outlets=outlets,
    )


def _alignments(known: _Pages) -> list[Alignment]:
    corpus = known.corpus
    stated = np.zeros(len(corpus.words), np.bool_)
    for page, spoken in enumerate(known.spoken):
        for one in spoken:
            stated[corpus.bounds[page] + one.start : corpus.bounds[page] + one.end] = True
    words, pairs = seeds_by_pair(corpus, known.outlets, stated)
    found = []
    current, words_a = -1, [0]
    for a, b, seeds in pairs:
        if a != current:
            current, words_a = a, words[corpus.bounds[a] : corpus.bounds[a + 1]].tolist()
        words_b = words[corpus.bounds[b] : corpus.bounds[b + 1]].tolist()
        found += [Alignment(a, b, blocks) for blocks in align(words_a, words_b, seeds, SHINGLE)]
    return found


def _carried(corpus: Corpus, crossing: Alignment, low: float, high: float) -> Alignment | None:
    part = crossing.within(low, high)
    enough = part is not None and (is_utterance(corpus, part) or is_passage(corpus, part))
    # Only a part of the words came along: that is another, shorter repetition.
    return part if part and enough and part.matched >= 0.6 * (high - low) else None


def _drafted(
    graph: StretchGraph[Alignment], nodes: Sequence[int], links: Sequence[Link[Alignment]]
) -> _Draft:
    """One place on each page, the longest; a page that repeats itself appears once."""
    extents: dict[int, tuple[int, int]] = {}
    for number in sorted(nodes, key=lambda n: (-graph.nodes[n].length, graph.nodes[n].start)):
        node = graph.nodes[number]
        extents.setdefault(node.owner, (int(node.start), int(node.end)))
    best: dict[tuple[int, int], Alignment] = {}
    for link in links:
        crossing = link.crossing if link.crossing.a < link.crossing.b else link.crossing.turned()
        key = (crossing.a, crossing.b)
        if key not in best or (crossing.matched, crossing.score) > (
            best[key].matched,
            best[key].score,
        ):
            best[key] = crossing
    return _Draft(extents, tuple(best[key] for key in sorted(best)))


def _is_furniture(known: _Pages, draft: _Draft) -> bool:
    """Whether the words recur within one outlet only, and so are no evidence of anything."""
    outlets = {known.outlets[page] for page in draft.extents}
    if len(outlets) > 1 or -1 in outlets:
        return False
    stated = any(
        one.start < high and low < one.end
        for page, (low, high) in draft.extents.items()
        for one in known.spoken[page]
    )
    if stated:
        return len(draft.extents) >= _SLOGAN_PAGES
    return len(draft.extents) >= FURNITURE_PAGES or all(
        _at_edge(known.corpus, page, extent) for page, extent in draft.extents.items()
    )


def _at_edge(corpus: Corpus, page: int, extent: tuple[int, int]) -> bool:
    length = len(corpus.page_words(page))
    whole = extent[1] - extent[0] > 0.8 * length
    return not whole and (extent[0] <= _EDGE or extent[1] >= length - _EDGE)


def _captured_again(known: _Pages) -> list[_Draft]:
    """A page that was captured more than once is one passage: its whole text."""
    drafts = []
    for page, copies in enumerate(known.copies):
        length = len(known.corpus.page_words(page))
        if copies and length:
            whole = Alignment(page, page, (Block(0, 0, length),))
            if is_passage(known.corpus, whole):
                drafts.append(_Draft({page: (0, length)}, ()))
    return drafts


def _told(known: _Pages, draft: _Draft) -> Family:
    """The draft as a family: appearances in order of time, ties, origin."""
    placed: list[tuple[Appearance, Account, int]] = []
    for page, (low, high) in draft.extents.items():
        signatures = signed_by(known.pages[page].text, known.spoken[page])
        for each in (known.pages[page], *known.copies[page]):
            start, end = without_loose_ends(each.text, *known.corpus.characters(page, low, high))
            account = account_of(each.description, signatures, known.spoken[page], low, high)
            appearance = Appearance(
                exhibit=each.exhibit,
                start=start,
                end=end,
                published=each.description.published,
                chain=account.chain,
                excerpt=excerpt(each.text, start, end),
            )
            placed.append((appearance, account, page))
    placed.sort(key=lambda x: time_order(x[0].published, x[0].exhibit, x[0].start))
    accounts = [account for _, account, _ in placed]
    claims = claims_of(accounts)
    appearances = tuple(
        replace(appearance, first_hand=is_first_hand(account, claims))
        for appearance, account, _ in placed
    )
    return Family(
        name="",
        kind=FamilyKind.WORDS,
        appearances=appearances,
        ties=tuple(_ties(known, draft, [page for _, _, page in placed])),
        origin=origin_of_words(appearances, accounts),
    )


def _ties(known: _Pages, draft: _Draft, pages: Sequence[int]) -> list[Tie]:
    """Which appearances were aligned, and pages captured again with their first capture."""
    places: dict[int, list[int]] = defaultdict(list)
    for index, page in enumerate(pages):
        places[page].append(index)
    ties = []
    for crossing in draft.alignments:
        a, b = places[crossing.a][0], places[crossing.b][0]
        seen = crossing if a < b else crossing.turned()
        a_start, a_end = known.corpus.characters(seen.a, *seen.range_a)
        b_start, b_end = known.corpus.characters(seen.b, *seen.range_b)
        score = round(seen.score, 4)
        ties.append(
            Tie(min(a, b), max(a, b), "repeats", score, a_start, a_end, b_start, b_end,
                _difference(seen))
        )  # fmt: skip
    for page, indices in places.items():
        start, end = known.corpus.characters(page, *draft.extents[page])
        ties += [
            Tie(indices[0], other, "identical", 1.0, start, end, start, end, "word for word")
            for other in indices[1:]
        ]
    return sorted(ties, key=lambda tie: (tie.a, tie.b))


def _difference(alignment: Alignment) -> str:
    """How the second stretch differs from the first, in words."""
    (a_low, a_high), (b_low, b_high) = alignment.range_a, alignment.range_b
    changed = missing = added = 0
    for before, after in pairwise(alignment.blocks):
        gap_a = after.a - before.a - before.size
        gap_b = after.b - before.b - before.size
        changed += min(gap_a, gap_b)
        missing += max(0, gap_a - gap_b)
        added += max(0, gap_b - gap_a)
    parts = [
        f"{count} {'word' if count == 1 else 'words'} {what}"
        for count, what in ((changed, "changed"), (missing, "left out"), (added, "added"))
        if count
    ]
    whole = max(a_high - a_low, b_high - b_low)
    return f"of {whole} words: {', '.join(parts)}" if parts else "word for word"


def _family_order(family: Family) -> tuple[object, ...]:
    first = min(family.appearances, key=lambda a: (exhibit_order(a.exhibit), a.start))
    others = sorted((exhibit_order(a.exhibit), a.start) for a in family.appearances)
    return (exhibit_order(first.exhibit), first.start, -first.end, others)
