"""Measures how fast reading is: against the encoder alone in the same run, and as texts grow.

    python -m benchmarks.reading.throughput [--longest BYTES]

The encoder's bare forward pass is over the same windows, one thread like the reader. The growing
text is our corpus' reports one after the other. Figures are processor seconds of this process.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

from benchmarks.reading.corpus.reports import reports

from firsthand.reading.layout import lay_out
from firsthand.reading.reader import Engine, read
from firsthand.reading.tagging.tagger import Model, load
from firsthand.reading.tagging.windows import encode, windows
from firsthand.reading.tagging.words import words_of


def bare(texts: list[str], model: Model) -> float:
    """Seconds of the encoder alone, its inputs made before."""
    inputs = []
    for text in texts:
        layout = lay_out(text)
        words = words_of(text, layout.paragraphs, layout.quotations, model.vocabulary)
        inputs += [encode(words, window) for window in windows(words)]
    before = time.process_time()
    for a in inputs:
        given = {n: getattr(a, n)[None] for n in ("pieces", "looks", "quoted", "ruled")}
        model.encoder.run(None, given | {"word_pieces": a.word_pieces})
    return time.process_time() - before


def whole(texts: list[str], engine: Engine) -> float:
    """Seconds of reading all of it."""
    before = time.process_time()
    for text in texts:
        read(text, None, engine)
    return time.process_time() - before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--longest", type=int, default=10_000_000)
    options = parser.parse_args()
    texts = [report.text for report in reports()][::3]
    model = load()
    whole(texts[:5], Engine.TRAINED)
    alone, trained, rules = (
        min(run() for _ in range(2))
        for run in (
            lambda: bare(texts, model),
            lambda: whole(texts, Engine.TRAINED),
            lambda: whole(texts, Engine.RULES),
        )
    )
    print(f"{len(texts)} reports of {sum(len(t.split()) for t in texts) // len(texts)} words")
    print(f"encoder alone   {len(texts) / alone:7.1f} a second")
    print(f"read, trained   {len(texts) / trained:7.1f} a second, {alone / trained:.2f} of it")
    print(f"read, rules     {len(texts) / rules:7.1f} a second")
    grown = "\n\n".join(texts)
    size = 1000
    while size <= options.longest:
        text = (grown * (size // len(grown) + 1))[:size]
        for engine in (Engine.RULES, Engine.TRAINED):
            before = time.process_time()
            read(text, None, engine)
            seconds = time.process_time() - before
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{size:9} characters, {engine:8} {seconds:8.2f} s,"
                f" {seconds / size * 1e6:6.1f} s/MB, peak {peak} MiB",
                flush=True,
            )
        size *= 10
    return 0


if __name__ == "__main__":
    sys.exit(main())
