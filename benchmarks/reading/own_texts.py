"""Scores the statement engine on our invented texts.

python benchmarks/reading/own_texts.py held        the English ones of tests/reading/texts
python benchmarks/reading/own_texts.py languages   the others, a table of tests/reading/languages

`--wrong` prints what is wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from marked import Score, parse

from firsthand.reading.languages.lexicon import SUPPORTED, lexicon
from firsthand.reading.reader import read_by_rules as read

TEXTS = Path(__file__).parents[2] / "tests" / "reading"


def score_of(*paths: Path) -> Score:
    """The score over some marked texts."""
    score = Score()
    for path in paths:
        marked = parse(path.read_text("utf-8"))
        wrong = score.add(marked, read(marked.text))
        if "--wrong" in sys.argv:
            print(f"{path.name}:", *wrong, sep="\n  ")
    return score


def languages() -> None:
    """A row a language and set: quotations found, speakers right, false attributions."""
    print("| text | quotations | found | speaker right | resolved | false attributions |")
    print("|---|---:|---:|---:|---:|---:|")
    folder = TEXTS / "languages"
    names = [
        (f"{lexicon(c).name}, {s}", f"{s}-{c}") for s in ("held2", "held", "dev") for c in SUPPORTED
    ]
    for title, stem in [*names, ("mixed", "mixed"), ("Polish, not supported", "unsupported-pl")]:
        score = score_of(folder / f"{stem}.txt")
        counts = (score.expected, score.content, score.source, score.resolved, score.false)
        print(f"| {title} |", " | ".join(str(count) for count in counts), "|")


def main() -> int:
    group = sys.argv[1] if len(sys.argv) > 1 else "held"
    if group == "languages":
        languages()
    else:
        print(score_of(*sorted((TEXTS / "texts").glob(f"{group}-*.txt"))).lines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
