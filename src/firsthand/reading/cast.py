"""Everybody a document names: full names with roles, and who is meant by a part of a name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice

from firsthand.evidence.statements import SourceKind
from firsthand.reading.descriptions import Description, describe
from firsthand.reading.kinds import Kinds
from firsthand.reading.lexicon import countries, words
from firsthand.reading.names import kind_of_name, name_runs, owner_start
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_behind import phrase_after
from firsthand.reading.tokens import Token

_MOST = 60  # candidates looked at for one name, however many share a word
_EXPLAINS = frozenset({",", "("})
_TOLD = frozenset({"according", "said", "told", "spoke", "talked", "wrote", "belongs", "loyal"})
_POSSESSIVE = ("'s", "’s")


@dataclass(slots=True)
class Member:
    """One named person, body or outlet of a document."""

    name: str
    tokens: frozenset[str]
    kind: SourceKind
    roles: Counter[str] = field(default_factory=Counter)
    short: str | None = None

    @property
    def role(self) -> str | None:
        """The most detailed role that the document gives, the first of equals."""
        return max(self.roles, key=len, default=None) if self.roles else None


class Cast:
    """Names collected over a whole document, then asked by part."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.places: Counter[str] = Counter()
        self.kinds = Kinds()
        self._seen: set[str] = set()
        self._by_token: dict[str, list[Member]] = {}
        self._by_role_word: dict[str, dict[str, Member]] = {}

    def note_own_outlet(self, name: str) -> None:
        """Let "the Telegraph" mean the document's own "Dravenian Telegraph"."""
        bare = name[4:] if name.lower().startswith("the ") else name
        parts = bare.split()
        if not parts:
            return
        kind = SourceKind.ORGANISATION
        if kind_of_name(parts) is not kind:  # a ministry's own page makes it no outlet
            kind = SourceKind.OUTLET
            self.kinds.note_outlet(name)
        self.note(Description(kind, bare, None, bare, "", False, 0, 0))

    def collect(self, text: str, tokens: tuple[Token, ...]) -> None:
        """Take note of every name in one sentence."""
        if not tokens:
            return
        for first, last in name_runs(tokens, sentence_start=tokens[0].start):
            self.kinds.collect(tokens, first, last)
            before = tokens[first - 1].low if first > 0 else ""
            told = before == "to" and first > 1 and tokens[first - 2].low in _TOLD
            placed = before in {"in", "at", "near", "from", "to", "of"} and not told
            if placed and last - first <= 2:
                self.places[" ".join(t.text for t in tokens[first:last])] += 1
            self._collect_run(text, tokens, first, last)

    def _collect_run(self, text: str, tokens: tuple[Token, ...], first: int, last: int) -> None:
        if last - first >= 3 and first > 0 and tokens[first - 1].low in words("place_nouns"):
            first += 1  # "head of village Ghirk | Marine Oganova"
        start = self._described_from(tokens, first, last)
        aside: tuple[Token, ...] = ()
        explained = any(t.low in _EXPLAINS for t in tokens[last : last + 12])
        bracketed = first > 0 and tokens[first - 1].low in _EXPLAINS
        if explained:
            phrase = phrase_after(tokens, start, ())
            aside = phrase.aside if phrase is not None and phrase.last > last else ()
        elif not bracketed:
            printed = text[tokens[start].start : tokens[last - 1].end]
            if printed in self._seen:
                return  # nothing new
            self._seen.add(printed)
        core = tokens[start:last]
        found = describe(text, Phrase(tuple(core), aside, start, last))
        if found.name is None or found.kind in {SourceKind.UNRESOLVED, SourceKind.UNNAMED}:
            if first > 0 and tokens[first - 1].low == "(":
                self._collect_parenthesis(text, tokens, first, last)
            return
        self.note(found)
        if first > 2 and tokens[first - 1].low == "," and found.role is None:
            self._collect_apposition(tokens, first, found)
        if first > 1 and tokens[first - 1].low == "(":
            self._collect_parenthesis(text, tokens, first, last)
        after = tokens[last : last + 3]
        in_brackets = len(after) == 3 and after[0].low == "(" and after[2].low == ")"
        if in_brackets and after[1].capital and found.kind is not SourceKind.PERSON:
            self._short_name(found.name, after[1].text)

    def _described_from(self, tokens: tuple[Token, ...], first: int, last: int) -> int:
        """Where the words begin that describe the name `tokens[first:last]`."""
        start = owner_start(tokens, first, last)
        owned = start < first
        while (
            not owned
            and start > 0
            and tokens[start - 1].kind == "word"
            and (
                tokens[start - 1].low in words("people", "titles")
                or (tokens[start - 1].low in {"the", "a"} and start == first)
            )
        ):
            start -= 1
        if not owned and first > start > 0 and tokens[start - 1].capital:
            start = self._role_start(tokens, start)
        return start

    def _role_start(self, tokens: tuple[Token, ...], start: int) -> int:
        while start > 0 and tokens[start - 1].capital and tokens[start - 1].kind == "word":
            start -= 1
        return start

    def _collect_parenthesis(
        self, text: str, tokens: tuple[Token, ...], first: int, last: int
    ) -> None:
        """ "The former president of Armenia (Armen Sarkissian)": the role stands before."""
        if last >= len(tokens) or tokens[last].low != ")" or last - first < 2:
            return
        from_here = first - 1
        start = from_here
        while (
            start > 0
            and start > from_here - 12
            and (
                tokens[start - 1].kind in {"word", "possessive"}
                and tokens[start - 1].low not in words("auxiliaries", "subordinators")
            )
        ):
            start -= 1
            if tokens[start].low in {"the", "a", "an"} and tokens[start - 1].low not in words(
                "prepositions"
            ):
                break
        if start == from_here:
            return
        core = tokens[start:from_here]
        found = describe(text, Phrase(core, tokens[first:last], start, last + 1))
        if found.kind is SourceKind.PERSON and found.role:
            self.note(found)

    def _collect_apposition(
        self, tokens: tuple[Token, ...], first: int, found: Description
    ) -> None:
        """ "The mayor, Ilse Marrow, spoke": a role in small letters before the name."""
        if found.kind is not SourceKind.PERSON or len((found.name or "").split()) < 2:
            return
        at = first - 1
        while at > max(0, first - 9) and tokens[at - 1].kind in {"word", "possessive"}:
            at -= 1
            if tokens[at].low in {"the", "its", "their", "his", "her"}:
                break
        if tokens[at].low not in {"the", "its", "their"} or at + 1 >= first - 1:
            return
        role = tokens[at + 1 : first - 1]
        head = next((t.low for t in _before_preposition(role)[::-1]), "")
        if head in words("people", "titles"):
            printed = " ".join(t.text for t in role).replace(" ’s", "’s").replace(" 's", "'s")
            self.note(replace(found, role=printed, titled=True))

    def _short_name(self, name: str, short: str) -> None:
        member = self.members.get(name)
        if member is not None and member.short is None:
            member.short = short
            self._by_token.setdefault(short.lower(), []).append(member)

    def note(self, found: Description) -> None:
        """Add a described source, or its role, to the cast."""
        if found.name is None:
            return
        name = " ".join(found.name.split())
        member = self.members.get(name)
        if member is None:
            parts = frozenset(_part(p) for p in name.split())
            member = Member(name, parts, found.kind)
            self.members[name] = member
            for part in parts:
                self._by_token.setdefault(part, []).append(member)
        elif found.titled and found.kind is SourceKind.PERSON:
            member.kind = SourceKind.PERSON
        if found.role:
            role = " ".join(found.role.split())
            if role not in member.roles:
                for word in role.split():
                    self._by_role_word.setdefault(_part(word), {})[name] = member
            member.roles[role] += 1

    def fullest(self, name: str) -> tuple[Member, ...]:
        """The members whose name contains all the words of `name` and no other does so better.

        One member: resolved. Several: the name is ambiguous. None: the name is new.
        """
        parts = frozenset(_part(p) for p in name.split())
        rare = min(parts, key=lambda p: len(self._by_token.get(p, ())), default="")
        candidates = [
            m
            for m in self._by_token.get(rare, ())[:_MOST]
            if parts <= m.tokens or (m.short and parts == {m.short.lower()})
        ]
        own = self.members.get(" ".join(name.split()))
        if name in countries():  # "Japan" is never short for the "Japan News"; Jordan may be a man
            candidates = [m for m in candidates if m is own or m.kind is SourceKind.PERSON]
        if own is not None and own.kind is not SourceKind.PERSON and len(parts) > 1:
            return (own,)
        if own is not None and own.kind is SourceKind.PERSON and len(parts) == 1:
            candidates = [m for m in candidates if m.kind is SourceKind.PERSON]
        longest = [
            m for m in candidates if not any(m.tokens < o.tokens for o in candidates if o is not m)
        ]
        merged: dict[frozenset[str], Member] = {}
        for member in longest:
            merged.setdefault(member.tokens, member)
        return tuple(merged.values())

    def with_role(self, description: Description) -> tuple[Member, ...]:
        """The named persons whose role has the head noun of "the minister" and all its words."""
        wanted = [_part(w) for w in description.words.split() if _part(w) not in {"the", "s"}]
        if not wanted:
            return ()
        found: dict[str, Member] = {}
        for member in islice(self._by_role_word.get(_part(description.head), {}).values(), _MOST):
            role_words = {_part(w) for role in member.roles for w in role.split()}
            if all(word in role_words or word in member.tokens for word in wanted):
                found.setdefault(member.name, member)
        return tuple(found.values())


def _before_preposition(role: tuple[Token, ...]) -> tuple[Token, ...]:
    for index, token in enumerate(role):
        if token.low in words("prepositions") and index > 0:
            return role[:index]
    return role


def _part(word: str) -> str:
    low = word.lower().strip(".,;:()[]'’\"“”")
    for ending in _POSSESSIVE:
        low = low.removesuffix(ending)
    return low
