"""Where the tagger's examples come from: our corpus, GUM, PolNeAR."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reading import attribution as outside
from benchmarks.reading.corpus.reports import Report, reports
from benchmarks.reading.train.labels import Example, Gold, Spans

#: GUM's genres whose texts are under CC BY (its LICENSE.txt); its annotations are CC BY 4.0.
GUM_GENRES = ("interview", "academic", "court", "news")


def own(split: str) -> Iterator[Example]:
    """Our corpus."""
    for report in reports(split):
        yield example_of(report)


def example_of(report: Report) -> Example:
    """One report of ours."""
    gold = []
    for a in report.attributions:
        speaker = report.speakers[a.speaker] if a.speaker else None
        gold.append(
            Gold(
                a.source,
                a.cue,
                a.content,
                a.told,
                a.stance,
                a.kind,
                a.basis,
                speaker.kind if speaker else None,
            )
        )
    return Example(str(report.path.name), report.text, tuple(gold))


def polnear(folder: Path) -> Iterator[Example]:
    """One split of PolNeAR: `PATH/data/train`."""
    files = sorted((folder / "attributions").glob("*.ann"))
    for text_file in sorted((folder / "text").glob("*.txt")):
        own_files = [f for f in files if f.name.startswith(text_file.stem)]
        if own_files:
            gold = tuple(_brat(own_files[0].read_text("utf-8")))
            yield Example(text_file.stem, text_file.read_text("utf-8"), gold)


def _brat(annotations: str) -> Iterator[Gold]:
    spans: dict[str, Spans] = {}
    events = []
    for line in annotations.splitlines():
        parts = line.split("\t")
        if re.match(r"T\d+\t", line):
            offsets = parts[1].partition(" ")[2]
            spans[parts[0]] = tuple(
                (int(a), int(b)) for a, b in (o.split() for o in offsets.split(";"))
            )
        elif re.match(r"E\d+\t", line):
            events.append([r.split(":") for r in parts[1].split()])
    for roles in events:
        source, cue, content = (_of(roles, n, spans) for n in ("Source", "Cue", "Content"))
        if content:
            yield Gold(source, cue, content)


def _of(roles: list[list[str]], name: str, spans: dict[str, Spans]) -> Spans:
    return tuple(
        s for role, key in roles if re.sub(r"\d+$", "", role) == name for s in spans.get(key, ())
    )


def gum(folder: Path, *, held_out: bool) -> Iterator[Example]:
    """GUM's documents under CC BY; every second one of its news, by name, is held out."""
    files = sorted((folder / "rst" / "rstweb").glob("GUM_*.rs4"))
    news = [f for f in files if f.stem.split("_")[1] == "news"]
    for rst_file in files:
        if rst_file.stem.split("_")[1] not in GUM_GENRES or (rst_file in news[::2]) != held_out:
            continue
        conllu = (folder / "dep" / f"{rst_file.stem}.conllu").read_text("utf-8")
        text, offsets, subjects = outside.read_conllu(conllu)
        heads = _heads(conllu)
        gold = tuple(_satellites(ET.parse(rst_file).getroot(), offsets, subjects, heads))
        yield Example(rst_file.stem, text, gold)


def _heads(conllu: str) -> list[tuple[int, str]]:
    """The head (index in the text, -1 for none) and relation of every token."""
    found, base = [], 0
    for line in conllu.splitlines():
        if not line:
            base = len(found)
        fields = line.split("\t")
        if len(fields) == 10 and fields[0].isdigit():
            head = int(fields[6])
            found.append((base + head - 1 if head else -1, fields[7]))
    return found


def _satellites(root, offsets, subjects, heads) -> Iterator[Gold]:
    """Every attribution with its source as the whole subject and its cue as the rest."""
    for content, own_tokens, source in outside.rst_parts(root, subjects):
        whole = set(source)
        for token in own_tokens:
            at, steps = token, 0
            while at != -1 and steps < 12 and at not in source:
                at, steps = heads[at][0] if at < len(heads) else -1, steps + 1
            if at in source and token in own_tokens:
                whole.add(token)
        cue = [t for t in own_tokens if t not in whole and t < len(heads) and _is_cue(t, heads)]
        yield Gold(
            outside.merged(sorted(whole), offsets),
            outside.merged(cue, offsets),
            outside.merged(content, offsets),
        )


def _is_cue(token: int, heads: list[tuple[int, str]]) -> bool:
    return heads[token][1].split(":")[0] not in {
        "punct",
        "obl",
        "advmod",
        "mark",
        "cc",
        "nmod",
        "det",
        "obj",
        "iobj",
    }
