"""Who is meant: a phrase and the document's cast give a source, or the source stays unresolved.

Nothing is guessed. A part of a name that fits two people, a pronoun with two people in reach, and
a pronoun whose gender does not fit all stay unresolved, with the words kept as the mention.
"""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.evidence.statements import Source, SourceKind
from firsthand.reading.cast import Cast, Member
from firsthand.reading.descriptions import Description, describe
from firsthand.reading.lexicon import countries, words
from firsthand.reading.phrases import Phrase

UNRESOLVED = Source(None, None, SourceKind.UNRESOLVED)


@dataclass(slots=True)
class Discourse:
    """Who was last given words, and which people were named since, for pronouns."""

    last: Source | None = None
    last_paragraph: int = -10
    last_position: int = -1
    person: Source | None = None
    person_paragraph: int = -10
    person_position: int = -1
    unknown_paragraph: int = -10

    def note(self, source: Source, paragraph: int, position: int) -> None:
        """Remember a source that was just given words."""
        self.last, self.last_paragraph, self.last_position = source, paragraph, position
        if source.kind is SourceKind.UNRESOLVED:
            self.unknown_paragraph = paragraph
        if source.kind is SourceKind.PERSON:
            self.person, self.person_paragraph = source, paragraph
            self.person_position = position


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Where a person is named in the text."""

    position: int
    name: str


class Speakers:
    """Resolves phrases to sources over one document."""

    def __init__(self, text: str, cast: Cast) -> None:
        self.text = text
        self.cast = cast

    def resolve(
        self, phrase: Phrase, discourse: Discourse, paragraph: int, people: tuple[NamedPerson, ...]
    ) -> Source:
        """The source that a phrase names; `people` are the persons named near it, in order."""
        found = describe(self.text, phrase)
        end = found.end
        if "(" in self.text[found.start : end] and self.text[end : end + 1] == ")":
            end += 1
        mention = self.text[found.start : end]
        if found.kind is SourceKind.UNRESOLVED:
            return self._pronoun(found, discourse, paragraph, people)
        if found.kind is SourceKind.PERSON and found.role:
            self.cast.note(found)
        source = self._named(found) if found.name is not None else self._described(found)
        return Source(source.name, source.role, source.kind, mention, found.start, end)

    def _named(self, found: Description) -> Source:
        name = found.name or ""
        if found.kind is SourceKind.UNNAMED:
            return self._described(found)
        if found.kind is SourceKind.DOCUMENT:
            return Source(name, None, SourceKind.DOCUMENT)
        if (
            found.kind in {SourceKind.ORGANISATION, SourceKind.OUTLET}
            and found.head == name.lower()
            and found.head in words("organisation_nouns", "outlet_nouns")
        ):
            return self._common_body(found)
        return self._member(name, found)

    def _member(self, name: str, found: Description) -> Source:
        """The one member of the cast that a name means, or the name as printed."""
        members = self.cast.fullest(name)
        surname = name in countries() and not self.cast.places[name]
        fitting = [m for m in members if surname or _compatible(m.kind, found)]
        named = any(m.kind is SourceKind.PERSON and len(m.tokens) > 1 for m in fitting)
        if not named and (name in countries() or self.cast.kinds.is_state(name)):
            return Source(name, None, SourceKind.ORGANISATION)  # no part of "Vell News"
        if len(fitting) > 1:
            return self._ambiguous(found, fitting)
        if not fitting:
            outlet = self.cast.kinds.is_outlet(name) and not found.role
            return Source(name, found.role, SourceKind.OUTLET if outlet else found.kind)
        member = fitting[0]
        kind = found.kind if found.titled else member.kind
        shown = self.cast.kinds.is_outlet(member.name) and not member.roles
        if found.kind is SourceKind.OUTLET or shown:
            kind = SourceKind.OUTLET
        if kind is SourceKind.PERSON and len(member.tokens) == 1 and not found.titled:
            kind = self._lone_word(member, found)
        role = found.role
        if member.role and (role is None or len(member.role) > len(role)):
            role = member.role
        return Source(member.name, role if kind is SourceKind.PERSON else None, kind)

    def _lone_word(self, member: Member, found: Description) -> SourceKind:
        """A single capitalised word may be a person or a capital that speaks for a state."""
        if member.roles:
            return SourceKind.PERSON
        if self.cast.places[member.name] >= 1 or self.cast.kinds.is_state(member.name):
            return SourceKind.ORGANISATION
        return found.kind

    def _ambiguous(self, found: Description, members: list[Member]) -> Source:
        if found.role:
            wanted = {w.lower() for w in found.role.split()}
            fitting = [
                m for m in members if any(wanted & {w.lower() for w in r.split()} for r in m.roles)
            ]
            if len(fitting) == 1:
                return Source(fitting[0].name, fitting[0].role, SourceKind.PERSON)
        if all(m.kind is SourceKind.ORGANISATION for m in members):
            return Source(
                found.name, None, SourceKind.ORGANISATION
            )  # several ministries: as printed
        exact = [m for m in members if m.name == found.name]
        if len(exact) == 1 and len(exact[0].tokens) > 1:
            return Source(exact[0].name, exact[0].role or found.role, exact[0].kind)
        return UNRESOLVED

    def _common_body(self, found: Description) -> Source:
        """ "the ministry", "police": the one named body that it can be, or as printed."""
        if found.definite and found.name is not None:
            members = [
                m
                for m in self.cast.fullest(found.name)
                if m.kind is found.kind and len(m.tokens) > 1
            ]
            if len(members) == 1:
                return Source(members[0].name, None, members[0].kind)
        return Source(found.words, None, found.kind)

    def _described(self, found: Description) -> Source:
        """ "the minister" is the one named minister; "two officials" stay two officials."""
        if found.definite and not found.plural:
            members = self.cast.with_role(found)
            if len(members) == 1:
                return Source(members[0].name, members[0].role, SourceKind.PERSON)
        return Source(found.words, None, SourceKind.UNNAMED)

    def _pronoun(  # noqa: PLR0911  the first rule that fits
        self,
        found: Description,
        discourse: Discourse,
        paragraph: int,
        people: tuple[NamedPerson, ...],
    ) -> Source:
        mention = (found.words, found.start, found.end)
        unresolved = Source(None, None, SourceKind.UNRESOLVED, *mention)
        person = discourse.person
        if found.head not in words("person_pronouns") or person is None or person.name is None:
            return unresolved
        if discourse.last is None or discourse.last.name != person.name:
            return unresolved
        if not 0 <= paragraph - discourse.person_paragraph <= 1:
            return unresolved
        if paragraph - discourse.unknown_paragraph <= 1:
            return unresolved  # an unknown speaker is in reach
        if not _gender_fits(found.head, person):
            return unresolved
        parts = {p.lower() for p in person.name.split()}
        for other in people:
            named = {p.lower() for p in other.name.split()}
            between = discourse.person_position <= other.position < found.start
            if between and not (named <= parts or parts <= named):
                return unresolved
        return Source(person.name, person.role, SourceKind.PERSON, *mention)


def _compatible(kind: SourceKind, found: Description) -> bool:
    if found.kind is SourceKind.PERSON:
        return kind is SourceKind.PERSON or not found.titled
    return kind is found.kind or SourceKind.PERSON not in {kind, found.kind}


def _gender_fits(pronoun: str, person: Source) -> bool:
    printed = f"{person.role or ''} {person.mention or ''}".lower().replace(".", "").split()
    if pronoun == "he":
        return not words("honorific_female") & set(printed)
    return not words("honorific_male") & set(printed)
