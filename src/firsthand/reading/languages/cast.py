"""The persons that one language's paragraphs name, and who is meant by a part of a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from firsthand.reading.languages.genders import gender_of_name
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.words import Word

_MOST = 60  # members looked at for one word, however many share it


@dataclass(slots=True, eq=False)
class Member:
    """One person of a document; `gender` is "m" or "f" where it is told.

    `oblique` says that the name was only found where it need not be in the nominative.
    """

    name: str
    keys: tuple[str, ...]
    role: str | None = None
    role_keys: frozenset[str] = frozenset()
    gender: str = ""
    oblique: bool = False
    stems: tuple[frozenset[str], ...] = field(default=())


class Cast:
    """Names with their case forms; a part of a name finds its full name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.members: list[Member] = []
        self._by_stem: dict[str, list[Member]] = {}
        self._by_role: dict[str, list[Member]] = {}
        self.capitals: set[str] = set()

    def add(self, name: str, words: Sequence[Word], *, oblique: bool = False) -> Member | None:
        """Note a name of two words or more; the member that has it already, if there is one."""
        keys = keys_of(words, self.lexicon)
        if len(keys) < 2:
            return None
        known = [m for m in self._candidates(keys) if len(m.keys) == len(keys)]
        if known:
            return known[0]
        stems = tuple(self.lexicon.stems(k) for k in keys)
        gender = gender_of_name(keys, self.lexicon)
        member = Member(name, keys, gender=gender, oblique=oblique, stems=stems)
        self.members.append(member)
        for stem in set().union(*member.stems):
            found = self._by_stem.setdefault(stem, [])
            if len(found) < _MOST:
                found.append(member)
        return member

    def note_role(self, member: Member, role: str, words: Iterable[Word]) -> None:
        """Keep the first role that is printed with somebody."""
        keys = frozenset(w.key for w in words if w.kind == "word")
        if member.role is None or len(role) > len(member.role):
            member.role = role
        member.role_keys |= keys
        for key in keys:
            found = self._by_role.setdefault(key[:3], [])
            if member not in found and len(found) < _MOST:
                found.append(member)

    def who(self, words: Sequence[Word], *, oblique: bool = False) -> tuple[Member, ...]:
        """The members that a name or a part of one can mean; several: it is ambiguous."""
        keys = keys_of(words, self.lexicon)
        found = self._candidates(keys)
        if not oblique:
            exact = [m for m in found if set(keys) <= set(m.keys)]
            if exact or self.lexicon.code != "hy":  # its nominative may have an article
                found = exact or [m for m in found if m.oblique]
        return tuple(found)

    def with_role(self, keys: Sequence[str]) -> tuple[Member, ...]:
        """The members whose role holds all the words of "the mayor"."""
        if not keys:
            return ()
        return tuple(
            m
            for m in self._by_role.get(keys[0][:3], ())
            if all(any(_same_noun(k, r) for r in m.role_keys) for k in keys)
        )

    def _candidates(self, keys: Sequence[str]) -> list[Member]:
        if not keys:
            return []
        wanted = [self.lexicon.stems(k) for k in keys]
        pool: dict[int, Member] = {}
        for stem in wanted[-1]:
            for member in self._by_stem.get(stem, ()):
                pool.setdefault(id(member), member)
        return [
            m for m in pool.values() if all(any(stems & own for own in m.stems) for stems in wanted)
        ]


def keys_of(words: Sequence[Word], lexicon: Lexicon) -> tuple[str, ...]:
    """The look-up forms of a name's words, without an Arabic "and" or "to" stuck to the first."""
    keys = [w.key for w in words if w.kind == "word"]
    given = lexicon.lists["given_names"]
    if keys and given.has(keys[0][1:]) and not given.has(keys[0]):
        keys[0] = keys[0][1:]
    return tuple(keys)


def _same_noun(one: str, other: str) -> bool:
    """Whether two words are forms of one noun: the same but for a short ending."""
    if one == other:
        return True
    shared = min(len(one), len(other))
    most = max(len(one), len(other))
    return shared >= 3 and most - shared <= 3 and one[: shared - 1] == other[: shared - 1]
