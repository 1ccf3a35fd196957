"""Which places of which pages may hold the same words: found by an index, not page by page.

Every run of four words (a shingle) gets a value. Outside statements only the smallest value of
each window of four is kept (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003), which finds
every repeated run of seven words; inside statements all are kept, so that a quotation of four
words can be found. Equal values are put in order of the words beside them, and each place is tied
to its next neighbours only: the work grows with the number of words, also where two thousand
pages carry the same paragraph.

What recurs in several pages of one outlet and nowhere else (donation footers, navigation) is
covered before anything is tied, save inside statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firsthand.tracing.tokens import WEIGHTY, Corpus

SHINGLE = 4
WINDOW = 4
#: A passage in this many pages of one outlet, and in no other's, is that outlet's furniture.
FURNITURE_PAGES = 3
#: Each place is tied to so many neighbours in each order.
_NEIGHBOURS = 2
_LAST = np.uint64(0xFFFFFFFFFFFFFFFF)
_CHUNK = 200_000

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]
Hashes = NDArray[np.uint64]


def seeds_by_pair(
    corpus: Corpus, outlets: Sequence[int], stated: Mask
) -> tuple[NDArray[np.int32], Iterator[tuple[int, int, list[tuple[int, int]]]]]:
    """The words to align (furniture covered) and, for each pair of pages, where to begin.

    `outlets` numbers the outlet of each page, negative where unknown; `stated` marks the words
    that lie in statements. A seed is a pair of word places, each counted within its page.
    """
    hashes = _shingle_hashes(corpus)
    order = np.argsort(hashes, kind="stable")
    order = order[: int(np.searchsorted(hashes[order], _LAST))]
    furniture = _furniture(corpus, hashes, order, np.asarray(outlets, np.int32), stated)
    words = corpus.words.copy()
    covered = np.flatnonzero(furniture)
    words[covered] = -1 - covered  # unlike every word and unlike each other
    chosen = _chosen(corpus, hashes, stated) & ~furniture
    order = order[chosen[order]]
    order = order[_repeated(hashes[order])]
    first, second = _tied(corpus, hashes, order)
    kept = _alike(words, first, second, stated)
    return words, _grouped(corpus, first[kept], second[kept])


def _shingle_hashes(corpus: Corpus) -> Hashes:
    """A value for the shingle at each place; the largest value where a page ends before it does."""
    count = len(corpus.words)
    values = corpus.values[corpus.words] if count else np.zeros(0, np.uint64)
    hashes = np.full(count, _LAST, np.uint64)
    whole = max(0, count - SHINGLE + 1)
    mixed = np.zeros(whole, np.uint64)
    with np.errstate(over="ignore"):
        for offset in range(SHINGLE):
            mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + values[offset : offset + whole]
            mixed ^= mixed >> np.uint64(29)
    hashes[:whole] = np.minimum(mixed, _LAST - np.uint64(1))
    for end in corpus.bounds[1:]:
        hashes[max(0, int(end) - SHINGLE + 1) : int(end)] = _LAST
    # A page shorter than a shingle reaches into the page before it; that one ends there anyway.
    return hashes


def _repeated(in_order: Hashes) -> Mask:
    same = in_order[1:] == in_order[:-1]
    repeated = np.zeros(len(in_order), np.bool_)
    repeated[1:] |= same
    repeated[:-1] |= same
    return repeated


def _furniture(
    corpus: Corpus, hashes: Hashes, order: Positions, outlets: NDArray[np.int32], stated: Mask
) -> Mask:
    """Marks the words of shingles that only the pages of one known outlet have, several times."""
    covered = np.zeros(len(corpus.words), np.bool_)
    places = order[_repeated(hashes[order])]
    if not len(places):
        return covered
    values = hashes[places]
    begins = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    pages = corpus.page_of(places)
    by_outlet = outlets[pages]
    lowest = np.minimum.reduceat(by_outlet, begins)
    highest = np.maximum.reduceat(by_outlet, begins)
    new_page = np.concatenate(([True], pages[1:] != pages[:-1]))
    new_page[begins] = True  # the stable sort keeps the pages of one value together
    page_counts = np.add.reduceat(new_page.astype(np.int32), begins)
    is_furniture = (lowest == highest) & (lowest >= 0) & (page_counts >= FURNITURE_PAGES)
    sizes = np.diff(np.append(begins, len(places)))
    found = places[np.repeat(is_furniture, sizes)]
    for offset in range(SHINGLE):
        covered[found + offset] = True
    return covered & ~stated


def _chosen(corpus: Corpus, hashes: Hashes, stated: Mask) -> Mask:
    """Winnowing outside statements, everything inside them; a shingle needs a weighty word."""
    chosen = np.zeros(len(hashes), np.bool_)
    if len(hashes) >= WINDOW:
        windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
        # The rightmost smallest value of each window, as the paper says.
        rightmost = WINDOW - 1 - np.argmin(windows[:, ::-1], axis=1)
        chosen[np.arange(len(windows)) + rightmost] = True
    else:
        chosen[:] = True
    chosen |= stated
    weighty = np.concatenate((corpus.flags & WEIGHTY, np.zeros(SHINGLE, np.uint8))).astype(np.bool_)
    any_weighty = np.zeros(len(hashes), np.bool_)
    for offset in range(SHINGLE):
        any_weighty |= weighty[offset : offset + len(hashes)]
    chosen &= any_weighty & (hashes != _LAST)
    return chosen


def _tied(corpus: Corpus, hashes: Hashes, places: Positions) -> tuple[Positions, Positions]:
    """Ties each place to its neighbours, in order of the words after it and of those before."""
    around = np.concatenate(
        (np.full(SHINGLE, _LAST, np.uint64), hashes, np.full(SHINGLE, _LAST, np.uint64))
    )
    pairs = []
    for offset in (2 * SHINGLE, 0):
        order = places[np.lexsort((places, around[places + offset], hashes[places]))]
        for step in range(1, _NEIGHBOURS + 1):
            near, far = order[:-step], order[step:]
            same = hashes[near] == hashes[far]
            pairs.append(np.stack((near[same], far[same])))
    tied = np.concatenate(pairs, axis=1)
    first, second = tied.min(axis=0), tied.max(axis=0)
    apart = corpus.page_of(first) != corpus.page_of(second)
    keys = np.unique(first[apart] * np.int64(max(1, len(hashes))) + second[apart])
    return keys // max(1, len(hashes)), keys % max(1, len(hashes))


def _alike(words: NDArray[np.int32], first: Positions, second: Positions, stated: Mask) -> Mask:
    """Whether enough of the words around two places agree to be worth aligning.

    Unrelated texts agree in a common phrase and then in no more than a word here and there.
    A word or two may be missing on either side of the shingle.
    """
    reach, shifts = 8, (0, -1, 1, -2, 2)
    pad = reach + SHINGLE + max(shifts)
    # The padding differs on both sides, so that the ends of the corpus never agree.
    padded = np.concatenate((np.full(pad, -(2**31)), words, np.full(pad, -(2**31) + 1)))
    kept = np.zeros(len(first), np.bool_)
    for low in range(0, len(first), _CHUNK):
        a = first[low : low + _CHUNK] + pad
        b = second[low : low + _CHUNK] + pad
        equal = np.ones(len(a), np.bool_)
        for offset in range(SHINGLE):
            equal &= padded[a + offset] == padded[b + offset]
        agreeing = np.full(len(a), SHINGLE)
        for side in (range(-reach, 0), range(SHINGLE, SHINGLE + reach)):
            best = np.zeros(len(a), np.int64)
            for shift in shifts:
                count = np.zeros(len(a), np.int64)
                for offset in side:
                    count += padded[a + offset] == padded[b + offset + shift]
                best = np.maximum(best, count)
            agreeing += best
        in_statement = stated[a - pad] | stated[b - pad]
        kept[low : low + _CHUNK] = equal & (agreeing >= np.where(in_statement, 5, 8))
    return kept


def _grouped(
    corpus: Corpus, first: Positions, second: Positions
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    page_a, page_b = corpus.page_of(first), corpus.page_of(second)
    order = np.lexsort((second, first, page_b, page_a))
    first, second, page_a, page_b = first[order], second[order], page_a[order], page_b[order]
    changes = np.flatnonzero((np.diff(page_a) != 0) | (np.diff(page_b) != 0)) + 1
    edges = [0, *changes.tolist(), len(first)]
    for low, high in pairwise(edges):
        if low == high:
            continue
        a, b = int(page_a[low]), int(page_b[low])
        in_a = (first[low:high] - corpus.bounds[a]).tolist()
        in_b = (second[low:high] - corpus.bounds[b]).tolist()
        yield a, b, list(zip(in_a, in_b, strict=True))
