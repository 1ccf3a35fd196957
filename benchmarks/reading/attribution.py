"""Measures the statement engine on PolNeAR and on GUM news, read from a path, never copied.

    python benchmarks/reading/attribution.py polnear PATH/data/test
    python benchmarks/reading/attribution.py gum PATH/gum

A statement is right when its content and a gold content share at least half of the characters
that either covers (intersection over union), matched one to one, best overlap first; "+source"
asks besides that the source's words at the statement overlap the gold source (or that both have
none). PolNeAR documents with several annotators are measured against the first file by name.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from firsthand.evidence.statements import StatementKind
from firsthand.reading.reader import Engine, read

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Gold:
    """One gold attribution; an empty source means that none is printed."""

    content: Spans
    source: Spans


def polnear(folder: Path) -> Iterator[tuple[str, str, list[Gold]]]:
    """Documents of one PolNeAR split: name, text, attributions."""
    files = sorted((folder / "attributions").glob("*.ann"))
    for text_file in sorted((folder / "text").glob("*.txt")):
        own = [f for f in files if f.name.startswith(text_file.stem)]
        if own:
            yield text_file.stem, text_file.read_text("utf-8"), _brat(own[0].read_text("utf-8"))


def _brat(annotations: str) -> list[Gold]:
    spans: dict[str, Spans] = {}
    found = []
    for line in annotations.splitlines():
        parts = line.split("\t")
        if line.startswith("T"):
            _, _, offsets = parts[1].partition(" ")
            spans[parts[0]] = tuple(
                (int(a), int(b)) for a, b in (o.split() for o in offsets.split(";"))
            )
        elif line.startswith("E"):
            roles = [r.split(":") for r in parts[1].split()]
            content = tuple(
                s for n, i in roles if n.startswith("Content") for s in spans.get(i, ())
            )
            source = tuple(s for n, i in roles if n.startswith("Source") for s in spans.get(i, ()))
            if content:
                found.append(Gold(content, source))
    return found


def gum(folder: Path, *, held_out: bool) -> Iterator[tuple[str, str, list[Gold]]]:
    """GUM's news documents: text from the dependency layer, attributions from the RST layer.

    `held_out` leaves out every second one by name, which the shipped model was trained on.
    """
    files = sorted((folder / "rst" / "rstweb").glob("GUM_news_*.rs4"))
    for rst_file in files[::2] if held_out else files:
        conllu = (folder / "dep" / f"{rst_file.stem}.conllu").read_text("utf-8")
        text, offsets, subjects = read_conllu(conllu)
        yield rst_file.stem, text, _rst(ET.parse(rst_file).getroot(), offsets, subjects)


def read_conllu(conllu: str) -> tuple[str, list[tuple[int, int]], dict[int, int]]:
    text, offsets, subjects = "", [], {}
    base = 0
    for line in conllu.splitlines():
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            text = text.rstrip() + ("\n\n" if text else "")
        if not line:
            base = len(offsets)
        fields = line.split("\t")
        if len(fields) != 10 or not fields[0].isdigit():
            continue
        offsets.append((len(text), len(text) + len(fields[1])))
        if fields[7].startswith("nsubj"):
            subjects[len(offsets) - 1] = base
        text += fields[1] + ("" if "SpaceAfter=No" in fields[9] else " ")
    return text, offsets, subjects


def _rst(root: ET.Element, offsets: list[tuple[int, int]], subjects: dict[int, int]) -> list[Gold]:
    return [
        Gold(merged(content, offsets), merged(source, offsets))
        for content, _, source in rst_parts(root, subjects)
    ]


def rst_parts(
    root: ET.Element, subjects: dict[int, int]
) -> Iterator[tuple[list[int], list[int], list[int]]]:
    """Tokens of every attribution: of its content, of its satellite, and of its source."""
    tokens: dict[str, list[int]] = {}
    children: dict[str, list[tuple[str, str]]] = defaultdict(list)
    relations = {}
    at = 0
    for node in root.iter():
        if node.tag not in {"segment", "group"}:
            continue
        if node.tag == "segment":
            count = len((node.text or "").split())
            tokens[node.get("id")] = list(range(at, at + count))
            at += count
        children[node.get("parent")].append((node.get("id"), node.get("relname")))
        relations[node.get("id")] = (node.get("parent"), node.get("relname") or "")
    signalled = {
        s.get("source"): [int(t) - 1 for t in (s.get("tokens") or "").split(",") if t]
        for s in root.iter("signal")
        if s.get("subtype") == "attribution_source"
    }
    for node, (parent, relation) in relations.items():
        if not relation.startswith("attribution"):
            continue
        content = sorted(_yield(parent, children, tokens, without=node))
        own = sorted(_yield(node, children, tokens, without=""))
        source = signalled.get(node) or [t for t in own if t in subjects]
        if content:
            yield content, own, sorted(source)


def _yield(node: str, children: dict, tokens: dict, *, without: str) -> set[int]:
    """The tokens of a nucleus: its own, and all below it except other satellites of this level."""
    found = set(tokens.get(node, ()))
    is_segment = node in tokens
    for child, relation in children.get(node, ()):
        if child == without or (relation or "").startswith("attribution"):
            continue
        if relation == "span" or not is_segment or without == "":
            found |= _yield(child, children, tokens, without="")
    return found


def merged(tokens: list[int], offsets: list[tuple[int, int]]) -> Spans:
    stretches: list[list[int]] = []
    for token in tokens:
        if token >= len(offsets):
            continue
        start, end = offsets[token]
        if stretches and start - stretches[-1][1] <= 1:
            stretches[-1][1] = end
        else:
            stretches.append([start, end])
    return tuple((a, b) for a, b in stretches)


def _overlap(one: Spans, other: Spans) -> float:
    a = {c for s, e in one for c in range(s, e)}
    b = {c for s, e in other for c in range(s, e)}
    return len(a & b) / len(a | b) if a | b else 0.0


class Spanned(Protocol):
    """What a statement is compared by: the spans of its content and of its source's words."""

    @property
    def content(self) -> Spans: ...
    @property
    def source(self) -> Spans: ...


def match(gold: Sequence[Spanned], found: Sequence[Spanned]) -> list[tuple[int, int]]:
    """Pairs (gold, found) one to one; of equal overlaps, the pair with the same source first."""
    scored = []
    for i, g in enumerate(gold):
        low, high = min(s for s, _ in g.content), max(e for _, e in g.content)
        for j, f in enumerate(found):
            if f.content[0][0] < high and low < f.content[-1][1]:
                overlap = _overlap(g.content, f.content)
                if overlap >= 0.5:
                    scored.append((overlap, same_source(g, f), i, j))
    pairs, used_gold, used_found = [], set(), set()
    for _, _, i, j in sorted(scored, reverse=True):
        if i not in used_gold and j not in used_found:
            pairs.append((i, j))
            used_gold.add(i)
            used_found.add(j)
    return pairs


def same_source(gold: Spanned, found: Spanned) -> bool:
    """Whether the words for the source overlap, or neither has any."""
    if not gold.source or not found.source:
        return not gold.source and not found.source
    return _overlap(gold.source, found.source) > 0


def found_in(text: str, at_least: float, engine: str) -> list[Gold]:
    """The engine's statements as spans.

    The gold keeps a quotation that its cue interrupts, and the quoted sentences that go on behind
    it, as one attribution of several stretches; the engine keeps every stretch as a statement.
    Stretches with the same cue, and those without words for a source that go on with the
    statement before them, are put together here.
    """
    merged: list[tuple] = []
    previous = None
    for s in sorted(read(text, None, Engine(engine)).statements, key=lambda s: (s.start, -s.end)):
        if s.confidence < at_least:
            continue
        start, end = s.source.mention_start, s.source.mention_end
        source = ((start, end),) if start is not None and end is not None else ()
        near = previous is not None and "\n\n" not in text[previous[1][-1][1] : s.start]
        goes_on = not source and s.cue is None and (s.source.name is not None or near)
        key = (s.cue_start, s.cue, start) if s.cue_start is not None else None
        target = next((m for m in merged[-8:] if key is not None and m[0] == key), None)
        if target is None and goes_on and previous is not None and previous[3] == s.source.name:
            target = previous
        if target is None:
            target = (key, [], source, s.source.name)
            merged.append(target)
        target[1].append((s.start, s.end))
        if s.kind is not StatementKind.INDIRECT:
            previous = target
    return [Gold(tuple(m[1]), m[2]) for m in merged]


def _line(label: str, right: int, found: int, gold: int) -> str:
    precision, recall = right / max(found, 1), right / max(gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{label:10} P {precision:6.1%}  R {recall:6.1%}  F1 {f1:6.1%}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", choices=["polnear", "gum"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--at-least", type=float, default=0.0, help="smallest confidence counted")
    parser.add_argument("--misses", action="store_true", help="print what was missed and invented")
    parser.add_argument("--engine", choices=[e.value for e in Engine], default="trained")
    parser.add_argument("--held-out", action="store_true", help="GUM: only what no training sees")
    parser.add_argument("--limit", type=int, default=0, help="only so many documents")
    options = parser.parse_args()
    golds = founds = content = source = documents = 0
    reading = 0.0
    if options.corpus == "polnear":
        documents_in = polnear(options.path)
    else:
        documents_in = gum(options.path, held_out=options.held_out)
    for name, text, gold in documents_in:
        if options.limit and documents >= options.limit:
            break
        documents += 1
        before = time.perf_counter()
        found = found_in(text, options.at_least, options.engine)
        reading += time.perf_counter() - before
        pairs = match(gold, found)
        golds, founds, content = golds + len(gold), founds + len(found), content + len(pairs)
        source += sum(same_source(gold[i], found[j]) for i, j in pairs)
        if options.misses:
            _print_misses(name, text, gold, found, pairs)
    print(f"{documents} documents, {golds} gold, {founds} found, {reading:.1f} s reading")
    print(_line("statement", content, founds, golds))
    print(_line("+source", source, founds, golds))
    return 0


def _print_misses(name, text, gold, found, pairs) -> None:
    def show(one: Gold) -> str:
        start = min([*one.content, *one.source])[0]
        end = max(e for _, e in [*one.content, *one.source])
        src = " / ".join(text[a:b] for a, b in one.source)
        body = re.sub(r"\s+", " ", text[max(0, start - 40) : end + 40])
        return f"[{src}] …{body[:400]}…"

    for i, g in enumerate(gold):
        if i not in {a for a, _ in pairs}:
            print(f"{name} MISSED {show(g)}")
    for j, f in enumerate(found):
        if j not in {b for _, b in pairs}:
            print(f"{name} EXTRA {show(f)}")
    for i, j in pairs:
        if not same_source(gold[i], found[j]):
            print(f"{name} SOURCE gold {show(gold[i])[:250]} :: found {show(found[j])[:250]}")


if __name__ == "__main__":
    sys.exit(main())
