"""Fits the network to labelled texts."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from benchmarks.reading.train.labels import NO_ANCHOR, UNKNOWN, Labelled
from benchmarks.reading.train.network import Network
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from firsthand.reading.tagging.decoding import COLUMNS, NOTHING
from firsthand.reading.tagging.windows import LONGEST, Window, encode, padded
from firsthand.reading.tagging.words import hint_rows


@dataclass(frozen=True)
class Recipe:
    """How to fit."""

    epochs: int = 10
    batch: int = 6
    encoder_rate: float = 1.5e-4
    heads_rate: float = 1.5e-3
    warm_up: float = 0.1
    decay: float = 0.01
    seed: int = 1
    false_anchors: int = 3
    smoothing: float = 0.02


def fit(
    network: Network,
    draw: Callable[[random.Random], Sequence[Labelled]],
    recipe: Recipe,
    say=print,
    after_epoch=None,
) -> None:
    """Train in place; `draw` gives the examples of each epoch."""
    rng = random.Random(recipe.seed)
    torch.manual_seed(recipe.seed)
    groups = [
        {"params": network.encoder.parameters(), "lr": recipe.encoder_rate},
        {"params": network.heads.parameters(), "lr": recipe.heads_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    examples = draw(rng)
    pieces = sum(sum(map(len, e.words.pieces)) for e in examples)
    steps = max(1, math.ceil(recipe.epochs * (pieces / 420 + len(examples) * 0.4) / recipe.batch))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: _rate(s, steps, recipe.warm_up)
    )
    step = 0
    for epoch in range(recipe.epochs):
        network.train()
        examples = draw(rng) if epoch else examples
        began, losses = time.time(), []
        for batch in _batches(examples, recipe.batch, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = _loss(network, batch, recipe, rng)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            losses.append(float(loss.detach()))
        say(
            f"epoch {epoch + 1}/{recipe.epochs}: loss {np.mean(losses):.4f},"
            f" step {step}/{steps}, {time.time() - began:.0f} s"
        )
        if after_epoch is not None:
            after_epoch(epoch)


def _rate(step: int, steps: int, warm_up: float) -> float:
    if step < warm_up * steps:
        return step / (warm_up * steps)
    return max(0.02, (steps - step) / (steps * (1 - warm_up)))


def _batches(
    examples: Sequence[Labelled], size: int, rng: random.Random
) -> Iterator[list[tuple[Labelled, Window]]]:
    """Windows that begin somewhere else in each epoch, texts of like length together."""
    pairs = [(e, w) for e in examples for w in _cut(e, rng)]
    rng.shuffle(pairs)
    chunk = size * 8
    batches = []
    for start in range(0, len(pairs), chunk):
        near = sorted(pairs[start : start + chunk], key=lambda p: p[1].last - p[1].first)
        batches += [near[i : i + size] for i in range(0, len(near), size)]
    rng.shuffle(batches)
    yield from batches


def _cut(example: Labelled, rng: random.Random) -> Iterator[Window]:
    upto = np.concatenate([[0], np.cumsum([len(p) for p in example.words.pieces])])
    whole = int(upto[-1])
    longest = LONGEST - 2
    if whole <= longest:
        yield Window(0, len(example.words), 0, len(example.words))
        return
    at = -rng.randrange(0, longest // 2)
    while at < whole - 60:
        first = int(np.searchsorted(upto, max(at, 0), side="left"))
        last = int(np.searchsorted(upto, min(upto[first] + longest, at + longest), "right")) - 1
        last = min(last, len(example.words))
        if last - first > 20:
            yield Window(first, last, first, last)
        at += int(longest * 0.85)


def _loss(
    network: Network, batch: list[tuple[Labelled, Window]], recipe: Recipe, rng: random.Random
) -> Tensor:
    encoded = [encode(e.words, w) for e, w in batch]
    vectors = network.encoder(
        *(
            torch.from_numpy(padded([getattr(x, name) for x in encoded]))
            for name in ("pieces", "looks", "quoted", "ruled")
        )
    )
    total = vectors.new_zeros((), dtype=torch.float32)
    weight = 0.0
    for row, ((example, window), arrays) in enumerate(zip(batch, encoded, strict=True)):
        words = vectors[row][torch.from_numpy(arrays.word_pieces)]
        loss, count = _window_loss(network, words, example, window, recipe, rng)
        total = total + loss * example.weight
        weight += count * example.weight
    return total / max(weight, 1.0)


def _window_loss(
    network: Network,
    words: Tensor,
    example: Labelled,
    window: Window,
    recipe: Recipe,
    rng: random.Random,
) -> tuple[Tensor, float]:
    heads = network.heads
    inside = [a for a in example.attributions if window.first <= a.anchor < window.last]
    wanted = np.zeros(window.last - window.first, dtype=np.int64)
    for a in inside:
        wanted[a.anchor - window.first] = a.anchor_kind
    logits = heads.anchors(words).float()
    loss = F.cross_entropy(
        logits, torch.from_numpy(wanted), reduction="sum", label_smoothing=recipe.smoothing
    )
    anchors = [a.anchor - window.first for a in inside]
    rows = [a.labels[window.first : window.last] for a in inside]
    columns = [a.columns for a in inside]
    for false in _false_anchors(logits, wanted, recipe.false_anchors, rng):
        anchors.append(false)
        rows.append(np.full(len(wanted), NOTHING, dtype=np.int64))
        columns.append((UNKNOWN,) * 4)
    if not anchors:
        return loss, 1.0
    at = torch.tensor(anchors)
    paragraphs = torch.from_numpy(example.words.paragraphs[window.first : window.last])
    whole = [window.first + a for a in anchors]
    hints = torch.from_numpy(hint_rows(example.words, window.first, window.last, whole))
    labels = heads.pairs(words, at, paragraphs, hints).float()
    target = torch.from_numpy(np.stack(rows))
    pairs = F.cross_entropy(labels.flatten(0, 1), target.flatten(), reduction="none")
    near = pairs.view(target.shape) * (1.0 + 1.0 * (target != NOTHING))
    loss = loss + near.sum() / 24  # about the words of one statement
    real = F.one_hot(target[: len(inside)], 5).to(words.dtype)
    if inside:
        described = heads.describe(words, at[: len(inside)], real).float()
        loss = loss + 0.3 * _columns_loss(described, torch.tensor(columns[: len(inside)]))
    return loss, float(len(inside)) + 1.0


def _columns_loss(described: Tensor, wanted: Tensor) -> Tensor:
    loss = described.new_zeros(())
    for column, part in enumerate(described.split(COLUMNS, dim=1)):
        known = wanted[:, column] != UNKNOWN
        if known.any():
            loss = loss + F.cross_entropy(part[known], wanted[known, column], reduction="sum")
    return loss


def _false_anchors(logits: Tensor, wanted: np.ndarray, most: int, rng: random.Random) -> list[int]:
    """Words that look most like anchors and are none."""
    score = 1 - torch.softmax(logits.detach(), -1)[:, NO_ANCHOR].numpy()
    score[wanted != NO_ANCHOR] = 0
    likely = [int(i) for i in np.argsort(-score)[:most] if score[i] > 0.2]
    if rng.random() < 0.3 and len(wanted) > 10:
        likely.append(rng.randrange(len(wanted)))
    return [i for i in dict.fromkeys(likely) if wanted[i] == NO_ANCHOR]
