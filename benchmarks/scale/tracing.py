"""Tracing at scale: time and memory over 10,000 invented pages.

    python benchmarks/scale/tracing.py [PAGES]

The pages of 200 outlets are made of invented words with common phrases in between; two in ten
carry a copied wire paragraph (a few of them hundreds of times), two in ten quote one of many
statements, changed or cut at times, and each has its outlet's footer. It also says how many of
the planted repetitions were found, and how many families nobody planted.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import (
    Reading,
    Source,
    SourceKind,
    Stance,
    Statement,
    StatementKind,
)
from firsthand.evidence.times import TimeInterval
from firsthand.tracing.values import TracedPage
from firsthand.tracing.words import trace_words

OUTLETS = 200
WORDS_A_PAGE = 700


class World:
    """Invented words in the proportions of real ones, and what is planted among them."""

    def __init__(self, pages: int) -> None:
        self.chance = random.Random(4711)
        syllables = [
            a + b
            for a in [
                "b",
                "c",
                "d",
                "f",
                "g",
                "h",
                "k",
                "l",
                "m",
                "n",
                "p",
                "r",
                "s",
                "t",
                "v",
                "z",
            ]
            for b in "aeiou"
        ]
        lengths = [1] * 20 + [2] * 300 + [3] * 8000 + [4] * 20000
        self.words = ["".join(self.chance.choices(syllables, k=n)) for n in lengths]
        weights = [1 / (rank + 3) for rank in range(len(self.words))]
        self.cumulative = [sum(weights[:1])]
        for weight in weights[1:]:
            self.cumulative.append(self.cumulative[-1] + weight)
        self.phrases = [self.run(self.chance.randint(3, 6)) for _ in range(400)]
        self.wire = [self.run(self.chance.randint(30, 120)) for _ in range(pages // 20)]
        self.quotes = [self.run(self.chance.randint(8, 40)) for _ in range(pages // 10)]
        self.footers = [self.run(40) for _ in range(OUTLETS)]

    def run(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.cumulative, k=count))

    def body(self, count: int) -> list[str]:
        parts = []
        while count > 0:
            size = self.chance.randint(8, 25)
            parts.append(self.run(size))
            if self.chance.random() < 0.5:
                parts[-1] += " " + self.chance.choice(self.phrases)
            count -= size
        return parts

    def quoted(self, number: int) -> str:
        words = self.quotes[number].split()
        kind = self.chance.random()
        if kind < 0.15 and len(words) > 15:
            return " ".join(words[: 2 * len(words) // 3])
        if kind < 0.3 and len(words) > 15:
            words[len(words) // 2] = "changed"
        return " ".join(words)


def invented_pages(count: int) -> tuple[list[TracedPage], dict[tuple[str, int], set[str]]]:
    """The pages, and for each planted wire paragraph and quotation the exhibits that have it."""
    world, pages = World(count), []
    planted: dict[tuple[str, int], set[str]] = defaultdict(set)
    beginning = datetime(2026, 3, 1, tzinfo=UTC)
    for index in range(count):
        exhibit, outlet = f"E-{index + 1:04d}", world.chance.randrange(OUTLETS)
        parts = world.body(WORDS_A_PAGE)
        quote = None
        if world.chance.random() < 0.2:
            number = int(len(world.wire) * world.chance.random() ** 4)
            parts.insert(world.chance.randrange(len(parts)), world.wire[number])
            planted["wire", number].add(exhibit)
        if world.chance.random() < 0.2:
            number = int(len(world.quotes) * world.chance.random() ** 2)
            quote = world.quoted(number)
            parts.insert(world.chance.randrange(len(parts)), f"“{quote}”")
            planted["quote", number].add(exhibit)
        text = ". ".join([*parts, world.footers[outlet]])
        moment = beginning + timedelta(minutes=index)
        description = DocumentDescription(
            outlet=f"Outlet {outlet}", published=TimeInterval(moment, moment)
        )
        pages.append(TracedPage(exhibit, text, description, reading_of(text, quote, outlet)))
    return pages, planted


def reading_of(text: str, quote: str | None, outlet: int) -> Reading:
    if quote is None:
        return Reading()
    start = text.index(f"“{quote}”") + 1
    source = Source("Speaker", None, SourceKind.PERSON)
    statement = Statement(
        source, "said", quote, StatementKind.DIRECT, Stance.ASSERTS,
        ("Speaker", f"Outlet {outlet}"), start, start + len(quote), "planted", 1.0,
    )  # fmt: skip
    return Reading((statement,))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    pages, planted = invented_pages(count)
    words = sum(len(page.text.split()) for page in pages)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    families = trace_words(pages)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = [{a.exhibit for a in family.appearances} for family in families]
    repeated = [exhibits for exhibits in planted.values() if len(exhibits) > 1]
    whole = sum(exhibits in found for exhibits in repeated)
    unplanted = [f for f in found if not any(f <= exhibits for exhibits in repeated)]
    print(f"{count} pages, {words} words")
    print(f"{seconds:.1f} s, {words / seconds:,.0f} words/s, peak {peak:.0f} MB")
    print(f"(of that {before:.0f} MB before tracing, the pages themselves among them)")
    print(f"{len(families)} families; {whole} of {len(repeated)} planted repetitions found whole;")
    print(f"{len(unplanted)} families that hold pages nobody planted together")


if __name__ == "__main__":
    main()
