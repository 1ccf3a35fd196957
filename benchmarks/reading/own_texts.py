"""Scores the statement engine on the invented texts of tests/reading/texts.

python benchmarks/reading/own_texts.py held
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from marked import Score, parse

from firsthand.reading.reader import read

TEXTS = Path(__file__).parents[2] / "tests" / "reading" / "texts"


def main() -> int:
    group = sys.argv[1] if len(sys.argv) > 1 else "held"
    score = Score()
    for path in sorted(TEXTS.glob(f"{group}-*.txt")):
        marked = parse(path.read_text("utf-8"))
        wrong = score.add(marked, read(marked.text))
        if "--wrong" in sys.argv:
            print(f"{path.name}:", *wrong, sep="\n  ")
    print(score.lines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
