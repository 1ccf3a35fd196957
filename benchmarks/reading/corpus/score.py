"""Scores the reading engines on our corpus.

python -m benchmarks.reading.corpus.score [dev|test|train|FOLDER] [--engine NAME] [--misses]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading.corpus.compare import Score, accounts_of_reading
from benchmarks.reading.corpus.reports import CorpusError, Report, parse, reports

from firsthand.evidence.documents import DocumentDescription
from firsthand.reading.reader import Engine, read
from firsthand.reading.tagging.tagger import load_from


def chosen(which: str) -> Iterator[Report]:
    """The reports of a split, or of a folder of marked files."""
    if which in {"train", "dev", "test"}:
        yield from reports(which)
    else:
        for path in sorted(Path(which).rglob("*.txt")):
            try:
                yield parse(path.read_text("utf-8"), path)
            except CorpusError as error:
                print(f"{path}: {error}", file=sys.stderr)


def description_of(report: Report) -> DocumentDescription:
    """What an extractor would have found out about the page."""
    author = report.head.get("author", "")
    return DocumentDescription(authors=(author,) if author else (), outlet=report.outlet)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("which", nargs="?", default="dev")
    parser.add_argument("--misses", action="store_true", help="print what differs")
    parser.add_argument("--model", type=Path, help="another model than the package's")
    parser.add_argument("--engine", choices=[e.value for e in Engine], default="trained")
    options = parser.parse_args()
    score, texts, seconds = Score(), 0, 0.0
    model = load_from(options.model) if options.model is not None else None
    for report in chosen(options.which):
        before = time.process_time()
        reading = read(report.text, description_of(report), Engine(options.engine), model=model)
        seconds += time.process_time() - before
        lines = score.add(report, accounts_of_reading(report.text, reading, report.outlet))
        texts += 1
        if options.misses:
            print(*(f"{report.path.stem}: {line}" for line in lines), sep="\n")
    print(f"{options.which}: {texts} texts, {score.counts['gold']} statements, {seconds:.1f} s CPU")
    print(score.lines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
