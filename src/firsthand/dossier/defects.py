"""The wording of defects and notes, out of defects.toml, and the list that a check fills."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from firsthand.dossier.check_values import Defect, Note

#: A hostile folder can hold millions of faults; this many of each kind are told singly.
MOST_OF_A_KIND = 100
_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentence and the remedy of a code, with `{names}` to fill in."""

    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Wordings:
    """All codes that a check can give."""

    defects: Mapping[str, Wording]
    notes: Mapping[str, Wording]


@functools.cache
def wordings() -> Wordings:
    """The wording of every code."""
    text = resources.files("firsthand.dossier").joinpath("defects.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return Wordings(
        {code: Wording(**words) for code, words in table["defects"].items()},
        {code: Wording(**words) for code, words in table["notes"].items()},
    )


class Findings:
    """Defects and notes in the order in which a check comes upon them."""

    __slots__ = ("_counts", "_defects", "_notes")

    def __init__(self) -> None:
        self._defects: dict[Defect, None] = {}
        self._notes: dict[Note, None] = {}
        self._counts: Counter[str] = Counter()

    def defect(self, code: str, path: str = "", **details: object) -> None:
        """Add a defect; `details` fill its sentence. The same one twice is one."""
        words = wordings().defects[code]
        self._counts[code] += 1
        if self._counts[code] <= MOST_OF_A_KIND:
            shown = printable(path)
            sentence = words.sentence.format(path=shown, **_shortened(details))
            self._defects[Defect(code, shown, sentence, words.remedy)] = None

    def note(self, code: str, path: str = "", **details: object) -> None:
        """Add a note; `details` fill its sentence."""
        words = wordings().notes[code]
        self._counts[code] += 1
        if self._counts[code] <= MOST_OF_A_KIND:
            shown = printable(path)
            sentence = words.sentence.format(path=shown, **_shortened(details))
            self._notes[Note(code, shown, sentence)] = None

    def has(self, code: str) -> bool:
        """Whether a defect or note of this code was found."""
        return self._counts[code] > 0

    def defects(self) -> tuple[Defect, ...]:
        """The defects, at most `MOST_OF_A_KIND` of a code."""
        return tuple(self._defects)

    def notes(self) -> tuple[Note, ...]:
        """The notes; where a code was cut short, one that says how many more there were."""
        words = wordings().notes["more-of-the-same"].sentence
        cut = [
            Note(
                "more-of-the-same",
                "",
                words.format(count=n - MOST_OF_A_KIND, code=code, most=MOST_OF_A_KIND),
            )
            for code, n in self._counts.items()
            if n > MOST_OF_A_KIND
        ]
        return (*self._notes, *cut)


def printable(untrusted: str) -> str:
    """A path or word from outside that is safe to print.

    Bytes that are not UTF-8 and control characters are escaped, so that a name can neither break
    the output's encoding nor move a terminal's cursor.
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in untrusted)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def _shortened(details: Mapping[str, object]) -> dict[str, object]:
    return {
        name: printable(value)[:_LONGEST_DETAIL] if isinstance(value, str) else value
        for name, value in details.items()
    }
