"""The lexicons in `data/languages/`: read once, looked up by word.

`data/languages/README.md` says what each list holds and how its entries are written.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from firsthand.evidence.statements import Stance
from firsthand.reading.languages.words import Word, key_of

#: The languages whose speakers are read, beside English.
SUPPORTED = ("ar", "az", "de", "es", "fr", "hy", "ru", "tr", "uk")
_LISTS = (
    "auxiliaries", "according", "according_after", "subordinators", "stops", "openers",
    "conjunctions", "linkers", "skip", "definite", "articles", "indefinite", "negations",
    "epithets", "roles", "unnamed", "organisations", "outlets", "documents", "particles",
    "abbreviations", "given_names",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of words, beginnings and endings of words, and groups of words."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    groups: Mapping[str, tuple[tuple[str, ...], ...]]

    def has(self, key: str) -> bool:
        """Whether one word is in the list."""
        if key in self.exact:
            return True
        if self.beginnings and key.startswith(self.beginnings):
            return True
        return bool(self.endings) and key.endswith(self.endings)

    def match(self, words: Sequence[Word], at: int, end: int) -> int:
        """How many words from `at` on, before `end`, are one entry of the list; the longest."""
        key = words[at].key
        for group in self.groups.get(key, ()):
            last = at + len(group)
            if last <= end and all(
                w.key == part for w, part in zip(words[at:last], group, strict=True)
            ):
                return len(group)
        return 1 if self.has(key) else 0


@dataclass(frozen=True, slots=True)
class CueForm:
    """One form of an attributing verb; `later` is a word that must stand further on."""

    rest: tuple[str, ...]
    later: str | None
    stance: Stance


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is known of one language."""

    code: str
    name: str
    shape: frozenset[str]
    lists: Mapping[str, WordList]
    cues: Mapping[str, tuple[CueForm, ...]]
    pronouns: Mapping[str, str]
    endings: Mapping[str, tuple[str, ...]]
    initial: WordList
    citing: frozenset[str]
    case_endings: tuple[str, ...]
    surnames: tuple[str, ...]
    families: tuple[str, ...]

    def has(self, name: str, key: str) -> bool:
        """Whether a word is in one of the lists."""
        return self.lists[name].has(key)

    def is_noun(self, name: str, word: Word) -> bool:
        """Whether a word is a noun of a list, and no family name made of one ("Рыбаков")."""
        noun = self.lists[name]
        if not noun.has(word.key):
            return False
        if not word.capital or word.key in noun.exact or not self.families:
            return True
        rests = (word.key[len(b) :] for b in noun.beginnings if word.key.startswith(b))
        rest = min(rests, key=len, default="")
        return not (rest.endswith(self.families) and rest not in self.case_endings)

    def stems(self, key: str) -> frozenset[str]:
        """The forms that a name may have without its case ending, itself among them."""
        bare = key.partition("’")[0] if self.code in {"tr", "az"} else key
        shortened = {
            bare[: -len(e)]
            for e in self.case_endings
            if bare.endswith(e) and len(bare) - len(e) > 2
        }
        if self.code == "ar" and len(bare) > 4 and bare[0] in "ول":
            shortened.add(bare[1:])  # "and" and "to" are written as one word with the name
        return frozenset(shortened | {bare})


@functools.cache
def lexicon(code: str) -> Lexicon:
    """The lexicon of one supported language."""
    data = _read(code)
    lists = {name: _list(str(data[name]), code) for name in _LISTS}
    openers = " ".join(w[1:] for w in str(data["according"]).split() if w.startswith("^"))
    lists["according"] = _list(
        " ".join(w for w in str(data["according"]).split() if not w.startswith("^")), code
    )
    return Lexicon(
        code=code,
        name=str(data["name"]),
        shape=frozenset(str(data["shape"]).split()),
        lists=lists,
        cues=_cues(data["cues"], code),
        pronouns={
            key_of(word.replace("_", " "), code): gender
            for gender, printed in data["pronouns"].items()
            for word in printed.split()
        },
        endings={g: tuple(str(e).split()) for g, e in data["endings"].items()},
        initial=_list(openers, code),
        citing=frozenset(key_of(w, code) for w in str(data["according"]).replace("_", " ").split()),
        case_endings=tuple(str(data["case_endings"]).split()),
        surnames=tuple(str(data["surnames"]).split()),
        families=tuple(str(data["families"]).split()),
    )


@functools.cache
def function_words(code: str) -> frozenset[str]:
    """The words by which a language is told from others in its script: small ones and cues."""
    data = _read(code)
    found = {key_of(word, code) for word in str(data["function"]).split()}
    if code in SUPPORTED:
        found.update(cue for cue in lexicon(code).cues if len(cue) > 3)
    return frozenset(found)


@functools.cache
def other_languages() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """The languages whose speakers are not read: their names, and the small words of some."""
    data = _read("others")
    names = {str(code): str(name) for code, name in data["names"].items()}
    return names, {str(code): frozenset(str(w).split()) for code, w in data["words"].items()}


@functools.cache
def _read(code: str) -> dict[str, Any]:
    path = resources.files("firsthand.reading") / "data" / "languages" / f"{code}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _list(printed: str, code: str) -> WordList:
    groups: dict[str, list[tuple[str, ...]]] = {}
    exact, beginnings, endings = set(), [], []
    for entry in printed.split():
        parts = tuple(key_of(part, code) for part in _parts(entry))
        if len(parts) > 1:
            groups.setdefault(parts[0], []).append(parts)
        elif entry.endswith("*"):
            beginnings.append(parts[0].strip("*"))
        elif entry.startswith("*"):
            endings.append(parts[0].strip("*"))
        else:
            exact.add(parts[0])
    longest = {k: tuple(sorted(v, key=len, reverse=True)) for k, v in groups.items()}
    return WordList(frozenset(exact), tuple(beginnings), tuple(endings), longest)


def _parts(entry: str) -> list[str]:
    """The words of an entry, an elided article apart, as words are cut in a text."""
    found = []
    for part in entry.split("_"):
        head, elision, tail = part.partition("’")
        if elision and tail and len(head) <= 1:
            found.extend([head + elision, tail])
        else:
            found.append(part)
    return found


def _cues(table: Mapping[str, str], code: str) -> Mapping[str, tuple[CueForm, ...]]:
    forms: dict[str, list[CueForm]] = {}
    for stance, printed in table.items():
        for entry in printed.split():
            whole, _, later = entry.partition("~")
            parts = tuple(key_of(part, code) for part in _parts(whole))
            form = CueForm(parts[1:], key_of(later, code) if later else None, Stance(stance))
            forms.setdefault(parts[0], []).append(form)
    return {
        first: tuple(sorted(found, key=lambda f: (len(f.rest), f.later is not None), reverse=True))
        for first, found in forms.items()
    }
