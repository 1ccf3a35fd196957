"""The words of all pages as arrays, with their place in the texts.

Two spellings are the same word here when they differ in case, accents, compatibility forms,
apostrophes or thousands separators only; punctuation is no word. Scripts that are written without
spaces (Chinese, Japanese, Thai, Khmer, Lao, Burmese) count each character as a word of half size.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Characters of scripts without spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_LETTERS = f"[^\\W\\d{_UNSPACED}]+"
_JOINS = "['’ʼ\u00ad\u200c\u200d\u0300-\u036f]+"
_WORD = re.compile(
    f"\\d+(?:[.,:]\\d+)*|[{_UNSPACED}]|{_LETTERS}(?:{_JOINS}{_LETTERS})*[\u0300-\u036f]*"
)
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")

WEIGHTY = 1  # says something by itself: four letters or more, or a number
CAPITAL = 2  # begins with a capital: a name, or the first word of a sentence
HALF = 4  # a character of a script without spaces


@dataclass(frozen=True, slots=True)
class Corpus:
    """The words of all pages, one page after the other.

    Page `i` has the words from `bounds[i]` to `bounds[i + 1]`. `words` are numbers, equal for
    equal words; `starts` and `ends` are character offsets in the page's text; `flags` are the
    bits above; `values` holds one stable 64-bit value for each word number.
    """

    bounds: NDArray[np.int64]
    words: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    flags: NDArray[np.uint8]
    values: NDArray[np.uint64]

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.bounds) - 1

    def page_of(self, positions: NDArray[np.int64]) -> NDArray[np.int32]:
        """The pages that hold the given positions."""
        return (np.searchsorted(self.bounds, positions, side="right") - 1).astype(np.int32)

    def page_words(self, page: int) -> NDArray[np.int32]:
        """The word numbers of one page."""
        return self.words[self.bounds[page] : self.bounds[page + 1]]

    def page_flags(self, page: int) -> NDArray[np.uint8]:
        """The flags of one page's words."""
        return self.flags[self.bounds[page] : self.bounds[page + 1]]

    def word_range(self, page: int, start: int, end: int) -> tuple[int, int]:
        """The words of a page that lie wholly within characters `start` to `end`."""
        low, high = self.bounds[page], self.bounds[page + 1]
        first = int(np.searchsorted(self.starts[low:high], start, side="left"))
        last = int(np.searchsorted(self.ends[low:high], end, side="right"))
        return first, max(first, last)

    def characters(self, page: int, first: int, last: int) -> tuple[int, int]:
        """The character offsets that words `first` to `last` (exclusive) of a page span."""
        low = self.bounds[page]
        return int(self.starts[low + first]), int(self.ends[low + last - 1])


def corpus_of(texts: Sequence[str]) -> Corpus:
    """Cut every text into words; takes time and memory in proportion to the words."""
    spellings: dict[str, int] = {}
    spelling_at, starts, lengths = array("i"), array("i"), array("i")
    bounds = array("q", [0])
    for text in texts:
        for found in _WORD.finditer(text):
            spelling = found.group()
            spelling_at.append(spellings.setdefault(spelling, len(spellings)))
            starts.append(found.start())
            lengths.append(len(spelling))
        bounds.append(len(starts))
    numbers, flags, values = _vocabulary(spellings)
    at = np.frombuffer(spelling_at, dtype=np.int32) if spelling_at else np.zeros(0, np.int32)
    first = np.frombuffer(starts, dtype=np.int32) if starts else np.zeros(0, np.int32)
    length = np.frombuffer(lengths, dtype=np.int32) if lengths else np.zeros(0, np.int32)
    return Corpus(
        bounds=np.frombuffer(bounds, dtype=np.int64),
        words=numbers[at],
        starts=first,
        ends=first + length,
        flags=flags[at],
        values=values,
    )


def normal_form(spelling: str) -> str:
    """The form in which two spellings of one word are the same."""
    decomposed = unicodedata.normalize("NFKD", spelling).casefold()
    if decomposed[:1].isdigit():
        return decomposed.replace(",", "")
    return "".join(c for c in decomposed if c.isalnum()) or decomposed


def _vocabulary(
    spellings: dict[str, int],
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.uint64]]:
    forms: dict[str, int] = {}
    numbers = np.zeros(len(spellings), np.int32)
    flags = np.zeros(len(spellings), np.uint8)
    for spelling, index in spellings.items():
        form = normal_form(spelling)
        numbers[index] = forms.setdefault(form, len(forms))
        half = _UNSPACED_CHARACTER.match(spelling) is not None
        weighty = half or len(form) >= 4 or form[:1].isdigit()
        flags[index] = WEIGHTY * weighty | CAPITAL * spelling[0].isupper() | HALF * half
    # A value from the word itself, so that a page is cut alike whatever other pages there are.
    values = np.array([_stable_value(form) for form in forms], dtype=np.uint64)
    return numbers, flags, values


def _stable_value(form: str) -> int:
    # A lone surrogate can come out of a broken document; it must not end the tracing.
    encoded = form.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(encoded, digest_size=8).digest(), "little")
