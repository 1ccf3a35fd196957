"""The words the rule engine knows: attributing verbs, closed word classes, kinds of nouns.

The lists lie beside this module in `data/`, so that a person can read, correct and extend them
without reading code. They are loaded once and never change.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from firsthand.evidence.statements import Stance


@dataclass(frozen=True, slots=True)
class CueVerb:
    """An attributing verb: what its forms do with content, and in which frames it takes it.

    `frames` holds the letters that `data/cues.tsv` explains; `thought` tells reports of thought
    from reports of speech.
    """

    lemma: str
    thought: bool
    stance: Stance
    frames: frozenset[str]


def _read(name: str) -> str:
    return (resources.files("firsthand.reading") / "data" / name).read_text(encoding="utf-8")


@functools.cache
def cue_verbs() -> dict[str, CueVerb]:
    """Every inflected form of every attributing verb, lower case, to its verb."""
    verbs: dict[str, CueVerb] = {}
    for line in _read("cues.tsv").splitlines():
        if not line or line.startswith("#"):
            continue
        lemma, forms, group, stance, frames = line.split("\t")
        verb = CueVerb(lemma, group == "thought", Stance(stance), frozenset(frames.split()))
        for form in forms.split():
            verbs.setdefault(form, verb)
    return verbs


@functools.cache
def words(*names: str, plus: str = "", minus: str = "") -> frozenset[str]:
    """The words of some lists of `data/words.toml`; an underscore in one stands for a space.

    `plus` and `minus` are words, space separated, that are added and left out.
    """
    found = {w.replace("_", " ") for name in names for w in _lists()[name].split(" ")}
    return frozenset((found | set(plus.split())) - set(minus.split()))


@functools.cache
def list_of_words(name: str) -> tuple[str, ...]:
    """One list of `data/words.toml` in its order."""
    return tuple(_lists()[name].split())


@functools.cache
def _lists() -> dict[str, str]:
    return {key: str(value) for key, value in tomllib.loads(_read("words.toml")).items()}


@functools.cache
def countries() -> frozenset[str]:
    """Names of countries, as English prints them."""
    return frozenset(_read("countries.txt").splitlines())
