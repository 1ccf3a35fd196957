"""What of two pages' shared words is one statement, and what is a copied passage.

An alignment runs over whatever two pages share. It is cut at the statements of both pages, so that
each repeated statement is traced by itself; the whole stays as a passage where much more than
statements was copied. Too little, or words that say nothing by themselves, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firsthand.evidence.statements import Reading, Statement, StatementKind
from firsthand.tracing.alignments import Alignment
from firsthand.tracing.stretches import Stretch
from firsthand.tracing.tokens import CAPITAL, HALF, WEIGHTY, Corpus

#: An utterance of up to so many words is one thing, also where only a part of it is quoted.
WHOLE_UTTERANCE = 100
#: So many words beyond the statements make a copied passage of its own.
_PASSAGE_REST = 25
#: Two quotations of one source with no more between them are one utterance ("X," he said, "Y").
_INTERRUPTION = 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words `start` to `end` of a page are the content of these statements of one source."""

    start: int
    end: int
    statements: tuple[Statement, ...]

    @property
    def direct(self) -> bool:
        """Whether any of it is quoted."""
        return any(s.kind is not StatementKind.INDIRECT for s in self.statements)


@dataclass(frozen=True, slots=True)
class Unit:
    """One repeated utterance or passage in two pages."""

    alignment: Alignment
    utterance: bool


@dataclass(frozen=True, slots=True)
class _Weight:
    words: float
    weighty: int
    plain: int
    share: float


def spoken_in(corpus: Corpus, page: int, text: str, reading: Reading) -> tuple[Spoken, ...]:
    """The statements of a page by the words they cover; what does not fit the text is left out."""
    found = []
    for statement in reading.statements:
        if 0 <= statement.start < statement.end <= len(text):
            first, last = corpus.word_range(page, statement.start, statement.end)
            if first < last:
                found.append(Spoken(first, last, (statement,)))
    found.sort(key=lambda s: (s.start, s.end))
    joined: list[Spoken] = []
    for spoken in found:
        last_one = joined[-1] if joined else None
        if last_one and _goes_on(last_one, spoken):
            joined[-1] = Spoken(
                last_one.start, spoken.end, (*last_one.statements, *spoken.statements)
            )
        else:
            joined.append(spoken)
    return tuple(joined)


def _goes_on(before: Spoken, after: Spoken) -> bool:
    first, second = before.statements[-1], after.statements[0]
    return (
        0 <= after.start - before.end <= _INTERRUPTION
        and after.end - before.start <= WHOLE_UTTERANCE
        and first.chain == second.chain
        and bool(first.chain)
        and first.chain[0] is not None
        and StatementKind.INDIRECT not in (first.kind, second.kind)
    )


def units_of(
    corpus: Corpus, alignment: Alignment, spoken: Sequence[Sequence[Spoken]]
) -> tuple[Unit, ...]:
    """The utterances in an alignment, and the passage where more than utterances was copied."""
    parts = []
    for seen, turned in ((alignment, False), (alignment.turned(), True)):
        low, high = seen.range_a
        for one in spoken[seen.a]:
            if one.start >= high or one.end <= low:
                continue
            part = seen.within(one.start, one.end)
            if part is not None and _says_enough(corpus, part, one):
                parts.append(part.turned() if turned else part)
    parts.sort(key=lambda part: (-part.matched, part.range_a, part.range_b))
    kept: list[Alignment] = []
    for part in parts:
        stretch = _stretch(part)
        if not any(same_words(_stretch(other), stretch) for other in kept):
            kept.append(part)
    units = [Unit(part, utterance=True) for part in kept]
    rest = alignment.matched - _covered(alignment, kept)
    if (not kept or rest >= _PASSAGE_REST) and is_passage(corpus, alignment):
        units.append(Unit(alignment, utterance=False))
    return tuple(units)


def same_words(node: Stretch, stretch: Stretch) -> bool:
    """Whether two stretches of a page are one utterance, or one passage.

    Most of the longer one is shared; for utterances of ordinary length it is enough that most of
    the shorter one is, so that a partial quotation belongs to the statement it is taken from.
    """
    if node.nearly(stretch):
        return True
    return (
        node.utterance
        and stretch.utterance
        and max(node.length, stretch.length) <= WHOLE_UTTERANCE
        and node.shared(stretch) >= 0.6 * min(node.length, stretch.length)
    )


def is_passage(corpus: Corpus, alignment: Alignment) -> bool:
    """Whether unattributed words are too many and too particular to be a common phrase."""
    weight = _weight(corpus, alignment)
    return weight.words >= 12 and weight.weighty >= 6 and weight.plain >= 4 and weight.share >= 0.5


def is_utterance(corpus: Corpus, alignment: Alignment, least: float = 5) -> bool:
    """Whether words of a statement are enough to be recognised elsewhere."""
    weight = _weight(corpus, alignment)
    faithful = 0.5 if weight.words >= 8 else 0.8
    return weight.words >= least and weight.weighty >= 3 and weight.share >= faithful


def _says_enough(corpus: Corpus, part: Alignment, spoken: Spoken) -> bool:
    if not spoken.direct:
        return is_utterance(corpus, part, 8)
    # A short quotation that is found whole is no chance; a few words out of a long one may be.
    whole = part.matched == spoken.end - spoken.start
    return is_utterance(corpus, part, 4 if whole else 5)


def _weight(corpus: Corpus, alignment: Alignment) -> _Weight:
    flags = corpus.page_flags(alignment.a)
    words = corpus.page_words(alignment.a)
    places = np.concatenate([np.arange(x.a, x.a + x.size) for x in alignment.blocks])
    at, half = flags[places], (flags[places] & HALF) != 0
    weighty = (at & WEIGHTY) != 0
    plain = weighty & ((at & CAPITAL) == 0)
    (a_low, a_high), (b_low, b_high) = alignment.range_a, alignment.range_b
    return _Weight(
        words=len(places) - 0.5 * int(half.sum()),
        weighty=len(np.unique(words[places[weighty]])),
        plain=len(np.unique(words[places[plain]])),
        share=alignment.matched / max(a_high - a_low, b_high - b_low),
    )


def _covered(alignment: Alignment, parts: Sequence[Alignment]) -> int:
    low, high = alignment.range_a
    covered = np.zeros(high - low, np.bool_)
    for part in parts:
        start, end = part.range_a
        covered[start - low : end - low] = True
    return sum(int(covered[x.a - low : x.a - low + x.size].sum()) for x in alignment.blocks)


def _stretch(alignment: Alignment) -> Stretch:
    return Stretch(alignment.a, *alignment.range_a, utterance=True)
