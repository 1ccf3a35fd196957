"""The same texts with other quotation marks, or with marks missing, as outlets print them.

Every change puts one character in the place of one, so that no span moves.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from benchmarks.reading.train.labels import Example

_OPENING, _CLOSING = "“„«‹「", "”»›」"
_STYLES = ("“”", '""', "«»", "„“", "„”", "‘’", "»«", "''")
_APOSTROPHE = re.compile(r"(?<=\w)[’'](?=\w)|(?<=s)[’'](?=\s)")


def variant(example: Example, rng: random.Random, share: float = 0.4) -> Example:
    """The example, or with a chance of `share` a variant of it."""
    if rng.random() >= share:
        return example
    text = _restyled(example.text, rng.choice(_STYLES))
    drawn = rng.random()
    if drawn < 0.15:
        text = _without(text, rng, 1.0)
    elif drawn < 0.35:
        text = _without(text, rng, 0.15)
    return replace(example, text=text)


def _restyled(text: str, style: str) -> str:
    table = {ord(c): style[0] for c in _OPENING} | {ord(c): style[1] for c in _CLOSING}
    if style[0] != '"' and text.count('"') % 2 == 0:
        marks = iter([i for i, c in enumerate(text) if c == '"'])
        letters = list(text)
        for opening, closing in zip(marks, marks, strict=True):
            letters[opening], letters[closing] = style
        text = "".join(letters)
    return text.translate(table)


def _without(text: str, rng: random.Random, share: float) -> str:
    """Some or all quotation marks left out; apostrophes stay."""
    kept = {m.start() for m in _APOSTROPHE.finditer(text)}
    marks = set(_OPENING + _CLOSING + "\"‘’'")
    return "".join(
        " " if c in marks and i not in kept and rng.random() < share else c
        for i, c in enumerate(text)
    )
