"""Local alignment: from seeds to the exact stretches of two pages that hold the same words.

Seeds grow into runs of equal words; runs that follow each other in both pages with little between
them make one alignment; the small gaps and the ends are filled word by word. What is between may
be changed words, words left out ("…") or an inserted "he said on Tuesday".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

#: Words that may differ between two runs, at the least and at the most.
_GAP_LEAST, _GAP_MOST = 8, 40
#: Words that may stand on one side only, with next to nothing on the other.
_GAP_ONE_SIDED = 30
#: How far beyond the last equal word an end is looked for.
_END_REACH = 12


@dataclass(frozen=True, slots=True)
class Block:
    """`size` equal words, from word `a` of one page and word `b` of the other."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The same words in pages `a` and `b` (by index), as blocks in order in both."""

    a: int
    b: int
    blocks: tuple[Block, ...]

    @property
    def range_a(self) -> tuple[int, int]:
        """First and one past the last word in page `a`."""
        return self.blocks[0].a, self.blocks[-1].a + self.blocks[-1].size

    @property
    def range_b(self) -> tuple[int, int]:
        """First and one past the last word in page `b`."""
        return self.blocks[0].b, self.blocks[-1].b + self.blocks[-1].size

    @property
    def matched(self) -> int:
        """How many words are equal."""
        return sum(block.size for block in self.blocks)

    @property
    def score(self) -> float:
        """Equal words in proportion to all words of both stretches, from 0 to 1."""
        (a_low, a_high), (b_low, b_high) = self.range_a, self.range_b
        return 2 * self.matched / (a_high - a_low + b_high - b_low)

    def turned(self) -> Alignment:
        """The same, seen from page `b`."""
        return Alignment(self.b, self.a, tuple(Block(x.b, x.a, x.size) for x in self.blocks))

    def within(self, low: float, high: float) -> Alignment | None:
        """The part that lies in words `low` to `high` of page `a`; `None` where there is none."""
        kept = []
        for block in self.blocks:
            first, last = max(block.a, int(low)), min(block.a + block.size, int(high))
            if first < last:
                kept.append(Block(first, block.b + first - block.a, last - first))
        return Alignment(self.a, self.b, tuple(kept)) if kept else None


def align(
    a: Sequence[int], b: Sequence[int], seeds: Iterable[tuple[int, int]], size: int
) -> list[tuple[Block, ...]]:
    """The stretches of words `a` and `b` that go through the seeds, as blocks.

    `size` is the length of a seed. The stretches of one call may overlap in one of the two pages,
    but not in both: what a page says twice within a longer shared stretch is no stretch of its own.
    """
    chains: list[list[Block]] = []
    for run in _runs(a, b, seeds, size):
        _attach(chains, run)
    found = sorted((_filled(a, b, chain) for chain in chains), key=_length, reverse=True)
    kept: list[tuple[Block, ...]] = []
    for blocks in found:
        if not any(_covers(longer, blocks) for longer in kept):
            kept.append(blocks)
    return kept


def _length(blocks: tuple[Block, ...]) -> tuple[int, int, int]:
    return sum(block.size for block in blocks), -blocks[0].a, -blocks[0].b


def _covers(longer: tuple[Block, ...], blocks: tuple[Block, ...]) -> bool:
    first, last, low, high = longer[0], longer[-1], blocks[0], blocks[-1]
    return (
        first.a <= low.a
        and first.b <= low.b
        and high.a + high.size <= last.a + last.size
        and high.b + high.size <= last.b + last.size
    )


def _runs(
    a: Sequence[int], b: Sequence[int], seeds: Iterable[tuple[int, int]], size: int
) -> list[Block]:
    """The longest runs of equal words around the seeds, in order of place."""
    reached: dict[int, int] = {}
    runs = []
    for in_a, in_b in sorted(seeds):
        if in_a < reached.get(in_a - in_b, -1):
            continue
        low_a, low_b, high_a, high_b = in_a, in_b, in_a + size, in_b + size
        while low_a and low_b and a[low_a - 1] == b[low_b - 1]:
            low_a, low_b = low_a - 1, low_b - 1
        while high_a < len(a) and high_b < len(b) and a[high_a] == b[high_b]:
            high_a, high_b = high_a + 1, high_b + 1
        reached[in_a - in_b] = high_a
        runs.append(Block(low_a, low_b, high_a - low_a))
    return sorted(set(runs), key=lambda run: (run.a, run.b))


def _attach(chains: list[list[Block]], run: Block) -> None:
    """Append the run to the chain it continues best, or begin a new one."""
    best: tuple[int, list[Block], Block] | None = None
    for chain in chains:
        last = chain[-1]
        # Two runs may claim the same repeated word between them; the later one yields it.
        overlap = max(last.a + last.size - run.a, last.b + last.size - run.b, 0)
        if overlap >= min(run.size, 4) or overlap >= last.size:
            continue
        trimmed = Block(run.a + overlap, run.b + overlap, run.size - overlap)
        gap_a, gap_b = trimmed.a - last.a - last.size, trimmed.b - last.b - last.size
        allowed = min(_GAP_MOST, max(_GAP_LEAST, min(sum(x.size for x in chain), run.size) // 2))
        near = max(gap_a, gap_b) <= allowed
        left_out = min(gap_a, gap_b) <= 3 and max(gap_a, gap_b) <= _GAP_ONE_SIDED
        if (near or left_out) and (best is None or gap_a + gap_b < best[0]):
            best = (gap_a + gap_b, chain, trimmed)
    if best is None:
        chains.append([run])
    else:
        best[1].append(best[2])


def _filled(a: Sequence[int], b: Sequence[int], chain: list[Block]) -> tuple[Block, ...]:
    """The chain with its gaps and ends filled by the equal words in them."""
    first, last = chain[0], chain[-1]
    before = _end(
        a[max(0, first.a - _END_REACH) : first.a][::-1],
        b[max(0, first.b - _END_REACH) : first.b][::-1],
    )
    end_a, end_b = last.a + last.size, last.b + last.size
    after = _end(a[end_a : end_a + _END_REACH], b[end_b : end_b + _END_REACH])
    blocks = [Block(first.a - x.a - x.size, first.b - x.b - x.size, x.size) for x in before[::-1]]
    for run, following in pairwise(chain):
        low_a, low_b = run.a + run.size, run.b + run.size
        gap_a, gap_b = a[low_a : following.a], b[low_b : following.b]
        blocks.append(run)
        if gap_a and gap_b:
            blocks += [Block(low_a + x.a, low_b + x.b, x.size) for x in _equal(gap_a, gap_b)]
    blocks.append(last)
    blocks += [Block(end_a + x.a, end_b + x.b, x.size) for x in after]
    return _joined(blocks)


def _end(a: Sequence[int], b: Sequence[int]) -> list[Block]:
    """The equal words that go on beyond an end, as long as they outweigh what differs."""
    kept: list[Block] = []
    at_a = at_b = 0
    for block in _equal(a, b):
        skipped = max(block.a - at_a, block.b - at_b)
        # A lone "the" some words on is chance; two words after one changed word are not.
        if block.size < 2 or skipped > block.size + 1:
            break
        kept.append(block)
        at_a, at_b = block.a + block.size, block.b + block.size
    return kept


def _equal(a: Sequence[int], b: Sequence[int]) -> list[Block]:
    found = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [Block(x.a, x.b, x.size) for x in found if x.size]


def _joined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks that touch in both pages are one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.a + last.size == block.a and last.b + last.size == block.b:
            joined[-1] = Block(last.a, last.b, last.size + block.size)
        else:
            joined.append(block)
    return tuple(joined)
