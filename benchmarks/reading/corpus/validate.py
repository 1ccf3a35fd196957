"""Checks the corpus, and says how large it is.

    python -m benchmarks.reading.corpus.validate [FILE OR FOLDER …]

Ends with 1 when a file is not as corpus/GUIDELINES.md says; each complaint names file and mark.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from benchmarks.reading.corpus.reports import GENRES, REPORTS, CorpusError, Report, parse


def complaints(report: Report) -> list[str]:
    """What is doubtful in a file that can be read."""
    found = []
    if report.head.get("kind") not in GENRES:
        found.append(f"kind {report.head.get('kind')!r} is none of {sorted(GENRES)}")
    found += [f"head lacks {key!r}" for key in ("outlet", "hand") if not report.head.get(key)]
    used = {name for a in report.attributions for name in (a.speaker, *a.via)}
    found += [f"speaker {name} speaks nowhere" for name in report.speakers if name not in used]
    for speaker in report.speakers.values():
        if speaker.name not in report.text:
            found.append(f"speaker {speaker.id}: {speaker.name!r} does not stand in the text")
        if speaker.role and speaker.role not in report.text:
            found.append(f"speaker {speaker.id}: role {speaker.role!r} does not stand in the text")
    for a in report.attributions:
        if not a.source and a.cue and a.speaker is not None and a.kind == "indirect":
            found.append(f"statement {a.number}: a cue and a speaker, and no words for a source")
        for start, end in a.content:
            if "\n\n" in report.text[start:end]:
                found.append(f"statement {a.number}: content runs over a paragraph's end")
            words = report.text[start:end]
            if words.lower().startswith("that "):
                found.append(f"statement {a.number}: content begins with 'that'")
            if any(s < end and start < e for s, e in (*a.source, *a.cue)):
                found.append(f"statement {a.number}: source or cue stands inside its own content")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[REPORTS])
    paths = [
        path
        for given in parser.parse_args().paths
        for path in (sorted(given.rglob("*.txt")) if given.is_dir() else [given])
    ]
    wrong = 0
    count: Counter[str] = Counter()
    for path in paths:
        try:
            report = parse(path.read_text("utf-8"), path)
            problems = complaints(report)
        except (CorpusError, ValueError) as error:
            problems = [str(error)]
        else:
            count += _sizes(report)
        for problem in problems:
            print(f"{path}: {problem}")
        wrong += bool(problems)
    print(f"{len(paths)} files, {wrong} with complaints")
    for name, number in sorted(count.items()):
        print(f"{number:8} {name}")
    return int(wrong > 0)


def _sizes(report: Report) -> Counter[str]:
    sizes = Counter({"words": len(report.text.split()), "attributions": len(report.attributions)})
    sizes[f"kind of report: {report.head.get('kind')}"] += 1
    for a in report.attributions:
        sizes[f"statement: {a.kind}"] += 1
        sizes[f"stance: {a.stance}"] += 1
        sizes[f"depth {a.depth}"] += 1
        sizes[f"basis: {a.basis}"] += 1
        kind = report.speakers[a.speaker].kind if a.speaker else "unresolved"
        sizes[f"source: {kind}"] += 1
    return sizes


if __name__ == "__main__":
    sys.exit(main())
