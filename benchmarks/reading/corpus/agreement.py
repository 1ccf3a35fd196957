"""How far a second, blind annotation agrees with the first, by the scores of the benchmarks.

    python -m benchmarks.reading.corpus.agreement [--misses]

`corpus/second/` holds the second annotation of some test reports under the same path. It is scored
as if it were an engine's reading, so that an engine's score can be read beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.reading.corpus.compare import Score, accounts_of_report
from benchmarks.reading.corpus.reports import CORPUS, REPORTS, CorpusError, Report, parse

SECOND = CORPUS / "second"


def pairs() -> list[tuple[Report, Report]]:
    """The first and the second annotation of the same texts."""
    found = []
    for path in sorted(SECOND.rglob("*.txt")):
        first_path = REPORTS / path.relative_to(SECOND)
        first = parse(first_path.read_text("utf-8"), first_path)
        second = parse(path.read_text("utf-8"), path)
        if first.text.strip() != second.text.strip():
            raise CorpusError(f"{path}: the text is not that of the first annotation")
        found.append((first, second))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--misses", action="store_true", help="print what differs")
    options = parser.parse_args()
    score = Score()
    both: list[tuple[Path, list[str]]] = []
    for first, second in pairs():
        both.append((first.path, score.add(first, accounts_of_report(second))))
    if options.misses:
        for path, lines in both:
            print(*(f"{path.stem}: {line}" for line in lines), sep="\n")
    print(f"{len(both)} texts, {score.counts['gold']} statements")
    print(score.lines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
