"""Attributing verbs in a stretch of words: which form, where, and what it says of the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.evidence.statements import Stance
from firsthand.reading.languages.lexicon import CueForm, Lexicon
from firsthand.reading.languages.words import Word

_FURTHER = 9  # words between the parts of "teilte … mit"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at `first` to `last` (exclusive) of a sentence's words.

    `gender` is "m", "f" or "other" (several speakers) where its ending tells, else "".
    """

    first: int
    last: int
    stance: Stance
    gender: str = ""
    negated: bool = False


def cue_at(words: Sequence[Word], at: int, end: int, lexicon: Lexicon) -> Cue | None:
    """The cue that begins at one word, its auxiliaries included."""
    if words[at].kind != "word":
        return None
    if at and lexicon.code in {"fr", "es"} and lexicon.has("articles", words[at - 1].key):
        return None  # "l’accusé", "lo dicho"
    key = words[at].key
    forms = lexicon.cues.get(key)
    if forms is None and lexicon.code == "ar" and key[:1] in "وف":
        forms = lexicon.cues.get(key[1:])
        key = key[1:]
    for form in forms or ():
        last = _fits(form, words, at, end)
        if last:
            return _widened(words, at, last, end, form.stance, lexicon)
    return None


def _fits(form: CueForm, words: Sequence[Word], at: int, end: int) -> int:
    last = at + 1 + len(form.rest)
    if last > end:
        return 0
    if any(w.key != part for w, part in zip(words[at + 1 : last], form.rest, strict=True)):
        return 0
    if form.later is not None:
        behind = [w.key for w in words[last : min(end, last + _FURTHER)]]
        if form.later not in behind:
            return 0
        if behind[0] == form.later:
            last += 1
    return last


def _widened(
    words: Sequence[Word], first: int, last: int, end: int, stance: Stance, lexicon: Lexicon
) -> Cue:
    gender = _gender(words[last - 1].key, lexicon)
    before = first
    if before > 1 and words[before - 1].key in lexicon.pronouns and words[before - 1].key[0] == "-":
        before -= 1  # "a-t-il déclaré"
    negated = before > 0 and lexicon.has("negations", words[before - 1].key)
    if before > 0 and lexicon.has("auxiliaries", words[before - 1].key):
        before -= 1
        negated = negated or (before > 0 and lexicon.has("negations", words[before - 1].key))
        first = before
    elif lexicon.code == "hy" and last < end and lexicon.has("auxiliaries", words[last].key):
        last += 1
    return Cue(first, last, stance, gender, negated)


def _gender(key: str, lexicon: Lexicon) -> str:
    for gender in ("other", "f", "m"):
        if key.endswith(lexicon.endings[gender]) and lexicon.endings[gender]:
            return gender
    return ""
