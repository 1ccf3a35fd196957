"""Fits the weights of the ranker of speakers (`firsthand.reading.speaking`) to our corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from benchmarks.reading.corpus.compare import Names
from benchmarks.reading.corpus.reports import Attribution, Report

from firsthand.evidence.spans import Span, shared_part
from firsthand.evidence.statements import Source
from firsthand.reading.layout import lay_out
from firsthand.reading.reader import cast_of
from firsthand.reading.speakers import Speakers
from firsthand.reading.speaking.entities import Entities
from firsthand.reading.speaking.likeness import LENGTH
from firsthand.reading.speaking.mentions import Mention, absent, mention_of
from firsthand.reading.speaking.resolving import Resolver, Weights
from firsthand.reading.statements import StatementBuilder
from firsthand.reading.utterances import Utterance, of_rules


@dataclass(frozen=True)
class Case:
    """One statement: the vectors of those who may be meant, and which one is; -1: none of them."""

    vectors: np.ndarray
    right: int
    manner: str
    shown: str


def cases_of(report: Report) -> Iterator[Case]:
    """The statements of a report in its order, everyone before resolved as annotated."""
    layout = lay_out(report.text)
    cast = cast_of(layout, report.outlet, range(len(layout.paragraphs)))
    entities = Entities(layout, cast)
    builder = StatementBuilder(layout, Speakers(report.text, cast), report.outlet)
    builder.build()
    rules = of_rules(builder.found)
    resolver = Resolver(entities, layout.paragraphs, None)
    names = Names(report)
    known: dict[str, int] = {}
    by_number: dict[int, int] = {}
    for a in sorted(report.attributions, key=_position):
        mention = _mention(report, a)
        parent = by_number.get(_parent(a, report))
        choice = resolver.choice(mention, parent, _ruled(a, rules))
        right = _right(report, a, choice.candidates, len(choice.vectors), known, entities, names)
        names_near = [entities.all[c].name for c in choice.candidates]
        words = report.text[mention.span.start : mention.span.end] if mention.span else ""
        shown = f"{report.path.stem}: {words!r} -> {a.speaker}; {names_near}"
        yield Case(np.stack(choice.vectors), right, str(mention.manner), shown)
        if a.speaker is None:
            resolver.decide(mention, a.number, None)
            continue
        number = known.get(a.speaker)
        if number is None and right >= 0 and right < len(choice.candidates):
            number = choice.candidates[right]
        entity = entities.all[number] if number is not None else resolver.new(mention)
        known[a.speaker] = by_number[a.number] = entity.number
        resolver.decide(mention, a.number, entity)


def _ruled(a: Attribution, rules: Sequence[Utterance]) -> Source | None:
    """Whom the rules take for the speaker of the statement, where they found it."""
    content = [Span(*s) for s in a.content]
    shared = [(shared_part(content, r.content), r) for r in rules]
    best = max(shared, key=lambda s: s[0], default=(0.0, None))
    return best[1].ruled if best[1] is not None and best[0] >= 0.5 else None


def _position(a: Attribution) -> tuple[int, int]:
    first = min(s for s, _ in (*a.source, *a.cue, *a.content))
    return (a.source[0][0] if a.source else first, a.number)


def _mention(report: Report, a: Attribution) -> Mention:
    if not a.source:
        return absent(min(s for s, _ in a.content))
    return mention_of(report.text, Span(*a.source[0]))


def _parent(a: Attribution, report: Report) -> int:
    low, high = a.content[0][0], a.content[-1][1]
    around = [
        (e - s, other.number)
        for other in report.attributions
        for s, e in other.content
        if other.number != a.number and s <= low and high <= e and e - s > high - low
    ]
    return min(around)[1] if around else -1


def _right(report, a, candidates: Sequence[int], options: int, known, entities, names) -> int:
    """Which option is the annotated speaker: somebody near, somebody new, or nobody known."""
    new, nobody = options - 2, options - 1
    if a.speaker is None:
        return nobody
    if a.speaker in known:
        number = known[a.speaker]
        return candidates.index(number) if number in candidates else nobody
    wanted = report.speakers[a.speaker]
    for i, number in enumerate(candidates):
        entity = entities.all[number]
        named = entity.names and names.means(entity.name, wanted.name)
        described = not entity.names and _bare(entity.name) in _bare(wanted.name)
        if number not in known.values() and (named or described):
            return i
    return new if a.source and not _is_pronoun(report, a) else nobody


def _bare(name: str) -> str:
    low = name.lower()
    return low.split(" ", 1)[1] if low.startswith(("a ", "an ", "the ")) else low


def _is_pronoun(report: Report, a: Attribution) -> bool:
    low = report.text[slice(*a.source[0])].lower()
    return low in {"he", "she", "they", "it", "i", "we", "who", "which"}


def fit(cases: Iterable[Case], *, epochs: int = 60, hidden: int = 24, seed: int = 1) -> Weights:
    """Weights by maximum likelihood of the right option."""
    torch.manual_seed(seed)
    cases = list(cases)
    width = max(len(c.vectors) for c in cases)
    given = torch.zeros(len(cases), width, LENGTH)
    mask = torch.full((len(cases), width), -1e9)
    for i, case in enumerate(cases):
        given[i, : len(case.vectors)] = torch.from_numpy(case.vectors)
        mask[i, : len(case.vectors)] = 0
    right = torch.tensor([c.right for c in cases])
    inner, outer = torch.nn.Linear(LENGTH, hidden), torch.nn.Linear(hidden, 1, bias=False)
    parameters = [*inner.parameters(), *outer.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.05)
    for _ in range(epochs):
        order = torch.randperm(len(cases))
        for start in range(0, len(cases), 64):
            rows = order[start : start + 64]
            drop = (torch.rand(len(rows), 1, LENGTH) > 0.1).float()
            scores = outer(torch.relu(inner(given[rows] * drop)))[..., 0] + mask[rows]
            loss = torch.nn.functional.cross_entropy(scores, right[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return Weights(
        inner.weight.detach().numpy().T.copy(),
        inner.bias.detach().numpy(),
        outer.weight.detach().numpy()[0],
    )


def judged(case: Case, weights: Weights) -> tuple[int, float]:
    """The best option of a case and its share."""
    scores = weights.scores(case.vectors)
    powers = np.exp(scores - scores.max())
    best = int(scores.argmax())
    return best, float(powers[best] / powers.sum())


def curve(cases: Iterable[Case], weights: Weights) -> list[tuple[float, float, float]]:
    """(threshold, coverage, share of false) for thresholds from 0 to 0.99."""
    cases = list(cases)
    found = [(*judged(c, weights), c) for c in cases]
    nameable = sum(c.right < len(c.vectors) - 1 for c in cases)
    points = []
    for threshold in np.arange(0, 1, 0.05):
        kept = [b == c.right for b, s, c in found if s >= threshold and b < len(c.vectors) - 1]
        false = 1 - sum(kept) / max(1, len(kept))
        points.append((float(threshold), len(kept) / max(1, nameable), false))
    return points
