"""Words cut into the pieces of a fixed vocabulary, longest piece first.

WordPiece as in Wu et al. 2016 and Devlin et al. 2019, on words that are already apart. Letters are
lower-cased and lose their accents first, as the vocabulary wants.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

PAD, PARAGRAPH, UNKNOWN, START, END = 0, 1, 100, 101, 102
#: A word of more pieces is nobody's speech: what is behind them is left out.
MOST_PIECES = 12
_LONGEST_WORD = 64


class Vocabulary:
    """The pieces by their numbers; remembers the words that it has cut."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._known: dict[str, tuple[int, ...]] = {}

    def cut(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces; at least one."""
        known = self._known.get(word)
        if known is None:
            known = self._cut(word[:_LONGEST_WORD])
            if len(self._known) < 200_000 and len(word) <= _LONGEST_WORD:
                self._known[word] = known
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
        plain = "".join(
            c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c)
        )
        found: list[int] = []
        start = 0
        while start < len(plain) and len(found) < MOST_PIECES:
            for end in range(len(plain), start, -1):
                number = self._numbers.get(("##" if start else "") + plain[start:end])
                if number is not None:
                    break
            else:
                return (UNKNOWN,)
            found.append(number)
            start = end
        return tuple(found) or (UNKNOWN,)
