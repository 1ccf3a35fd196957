"""Sentences of a paragraph, as words; speech inside one is opaque."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firsthand.reading.languages.cues import cue_at
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.words import Word

#: Longer ones are cut, so that hostile text cannot make the work quadratic.
LONGEST = 400
_TERMINAL = frozenset(".!?…։؟۔。")
_DASHES = frozenset("—–―-")


def sentences(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[Word, ...]]:
    """The sentences of a paragraph's words."""
    start = 0
    for at in range(len(words)):
        if _ends(words, at, lexicon) or at - start >= LONGEST:
            yield tuple(words[start : at + 1])
            start = at + 1
    if start < len(words):
        yield tuple(words[start:])


def _ends(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else None
    if following is None:
        return False
    if word.kind == "quotation":
        return _ends_behind_speech(words, at, following, lexicon)
    if word.kind != "mark" or (
        word.text not in _TERMINAL and not _armenian_stop(words, at, lexicon)
    ):
        return False
    if following.kind == "mark":
        return following.text not in _TERMINAL and following.text not in _DASHES | {",", ")", "»"}
    if following.kind == "word" and not following.capital and "uncased" not in lexicon.shape:
        return False
    return word.text != "." or not _abbreviated(words, at, lexicon)


def _armenian_stop(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    """Armenian print often has a colon for its full stop, and a full stop before speech."""
    following = words[at + 1]
    return lexicon.code == "hy" and words[at].text == ":" and following.kind != "quotation"


def _abbreviated(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    if at == 0 or words[at - 1].kind != "word" or words[at - 1].end != words[at].start:
        return False
    before = words[at - 1]
    if lexicon.code == "hy" and words[at + 1].kind == "quotation":
        return True  # "ասաց. «…»"
    initial = len(before.text) == 1 and before.capital
    return initial or lexicon.has("abbreviations", before.key)


def _ends_behind_speech(words: Sequence[Word], at: int, following: Word, lexicon: Lexicon) -> bool:
    quotation = words[at].quotation
    if quotation is None or not quotation.last_mark_inside:
        return False
    if following.kind == "quotation":
        return True
    if following.kind != "word":
        return False
    if "uncased" in lexicon.shape:
        return cue_at(words, at + 1, len(words), lexicon) is None
    return following.capital
