"""Who is meant by the words beside a quotation; nobody where the text does not make it sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source, SourceKind
from firsthand.reading.languages.attributing import Quoted
from firsthand.reading.languages.cast import Cast, Member
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.names import is_given, printed_name, runs
from firsthand.reading.languages.phrases import Phrase
from firsthand.reading.languages.words import Word, words

UNRESOLVED = Source(None, None, SourceKind.UNRESOLVED)


#: Of a paragraph with more names than this, no pronoun is resolved.
_MOST_NAMED = 300


@dataclass(slots=True)
class Mentions:
    """The people of one paragraph by position, and which of them said something.

    `others` is where the first speaker stands whom nobody names.
    """

    people: list[tuple[int, Member]] = field(default_factory=list)
    spoke: set[int] = field(default_factory=set)
    others: int | None = None

    def before(self, position: int) -> tuple[list[Member], bool]:
        """Everybody named before a position, each once, and whether somebody unnamed spoke."""
        if len(self.people) > _MOST_NAMED:
            return [], True
        found = {id(m): m for at, m in self.people if at < position}
        return list(found.values()), self.others is not None and self.others < position


class Resolver:
    """Turns phrases into sources, paragraph by paragraph in reading order."""

    def __init__(self, text: str, lexicon: Lexicon, cast: Cast) -> None:
        self.text = text
        self.lexicon = lexicon
        self.cast = cast
        self.here = Mentions()
        self.earlier = Mentions()

    def next_paragraph(
        self, sentences: Sequence[Sequence[Word]], speaking: set[int], *, follows: bool
    ) -> None:
        """Go on to a paragraph; `follows` says that it stands right behind the last one.

        `speaking` is where the names of those stand who say something.
        """
        self.earlier = self.here if follows else Mentions()
        self.here = Mentions()
        for sentence in sentences:
            for at, member in self._people(sentence):
                self.here.people.append((at, member))
                if at in speaking:
                    self.here.spoke.add(id(member))

    def _people(self, sentence: Sequence[Word]) -> Iterator[tuple[int, Member]]:
        spans = [(at, at + 1) for at in range(len(sentence)) if sentence[at].kind == "word"]
        if "uncased" not in self.lexicon.shape:
            spans = name_runs(sentence, self.lexicon)
        for first, last in spans:
            members = self.cast.who(sentence[first:last], oblique=True)
            at = sentence[first].start
            if "uncased" in self.lexicon.shape:
                members = tuple(m for m in members if _is_surname(sentence[first], m))
            if not members and last - first > 2:
                members = self.cast.who(sentence[last - 2 : last], oblique=True)
                at = sentence[last - 2].start
            for member in members:
                yield at, member

    def source(self, quoted: Quoted, *, initial: bool) -> Source:  # noqa: PLR0911  the first rule that fits
        """The source of one quotation; `initial`: its words open a sentence."""
        phrase = quoted.phrase
        position = quoted.cue.start if quoted.cue is not None else quoted.quotation.open
        if phrase is None:
            if not quoted.dropped:
                return self._noted(UNRESOLVED, position)
            return self._antecedent(None, position, quoted.gender)
        if phrase.pronoun:
            gender = phrase.pronoun if phrase.pronoun != "any" else quoted.gender
            return self._antecedent(phrase.mention, phrase.mention.start, gender)
        if phrase.name:
            return self._named(phrase, quoted.gender, initial=initial)
        if phrase.role_only:
            return self._by_role(phrase)
        if phrase.kind is SourceKind.UNRESOLVED or phrase.label is None:
            return self._noted(self._mentioned(UNRESOLVED, phrase.mention), position)
        found = self._mentioned(Source(phrase.label, None, phrase.kind), phrase.mention)
        return self._noted(found, position) if phrase.kind is SourceKind.UNNAMED else found

    def _noted(self, source: Source, position: int) -> Source:
        """Remember that somebody spoke whom a pronoun may mean."""
        if self.here.others is None:
            self.here.others = position
        return source

    def _mentioned(self, source: Source, mention: Span | None) -> Source:
        if mention is None:
            return Source(source.name, source.role, source.kind)
        printed = mention.of(self.text)
        return Source(source.name, source.role, source.kind, printed, mention.start, mention.end)

    def _antecedent(self, mention: Span | None, position: int, gender: str) -> Source:
        """The one person that a pronoun, or a verb without a subject, can mean."""
        member = self._only_one(position, gender) if gender != "other" else None
        if member is None:
            return self._noted(self._mentioned(UNRESOLVED, mention), position)
        self._speaks(member, position)
        return self._mentioned(Source(member.name, member.role, SourceKind.PERSON), mention)

    def _only_one(self, position: int, gender: str) -> Member | None:
        """The one person in reach who said something, or whose gender is the pronoun's."""
        within = self.here
        people, others = within.before(position)
        if not people and not others:
            within = self.earlier
            people, others = within.before(len(self.text))
        fitting = [m for m in people if not gender or m.gender in {"", gender}]
        if len(fitting) != 1 or others:
            return None
        (member,) = fitting
        known = bool(gender) and member.gender == gender
        return member if known or id(member) in within.spoke else None

    def _speaks(self, member: Member, position: int) -> None:
        self.here.people.append((position, member))
        self.here.spoke.add(id(member))

    def _named(self, phrase: Phrase, gender: str, *, initial: bool) -> Source:
        members = self.cast.who(phrase.name, oblique=phrase.oblique)
        if not members and "uncased" in self.lexicon.shape:
            members = self._arabic_surname(phrase)
        role = phrase.role.of(self.text) if phrase.role is not None else None
        if len(members) == 1 and {members[0].gender, gender} == {"m", "f"}:
            members = ()  # "сказала Петрова" where only Иван Петров was named
        fitting = members
        if len(members) > 1 and phrase.role is not None:
            fitting = tuple(m for m in members if m.role and phrase.head in m.role_keys)
        elif len(members) > 1 and gender in {"m", "f"}:
            fitting = tuple(m for m in members if m.gender in {"", gender})
        if members and len(fitting) != 1:
            return self._noted(self._mentioned(UNRESOLVED, phrase.mention), phrase.mention.start)
        if not members:
            if self._is_doubtful(phrase, initial=initial):
                return self._noted(
                    self._mentioned(UNRESOLVED, phrase.mention), phrase.mention.start
                )
            name = printed_name(self.text, phrase.name, self.lexicon)
            found = self._mentioned(Source(name, role, SourceKind.PERSON), phrase.mention)
            return self._noted(found, phrase.mention.start)
        (member,) = fitting
        if gender in {"m", "f"}:
            member.gender = gender
        self._speaks(member, phrase.mention.start)
        if member.role is not None and (role is None or len(member.role) > len(role)):
            role = member.role
        return self._mentioned(Source(member.name, role, SourceKind.PERSON), phrase.mention)

    def _is_doubtful(self, phrase: Phrase, *, initial: bool) -> bool:
        """Whether words that nobody in the text is called need not be a name."""
        first = phrase.name[0].key
        if "uncased" in self.lexicon.shape:
            return not is_given(first, self.lexicon)
        lone = len(phrase.name) == 1 and phrase.role is None
        return lone and initial and first not in self.cast.capitals

    def _arabic_surname(self, phrase: Phrase) -> tuple[Member, ...]:
        """The first words behind a verb that are a known name: "نفى الأسعد التهم"."""
        for last in range(len(phrase.name) - 1, 0, -1):
            members = self.cast.who(phrase.name[:last])
            if members:
                return members
        return ()

    def _by_role(self, phrase: Phrase) -> Source:
        """ "the mayor": the one person who has that role, else somebody unnamed."""
        label = phrase.label or ""
        if phrase.last - phrase.first == 1 and "capital-nouns" in self.lexicon.shape:
            named = Phrase(0, 0, phrase.mention, SourceKind.PERSON, None, phrase.words)
            if self.cast.who(phrase.words):
                return self._named(named, "", initial=False)  # "sagte Fischer"
        members = self.cast.with_role(phrase_keys(label, self.lexicon))
        if len(members) == 1:
            (member,) = members
            self._speaks(member, phrase.mention.start)
            found = Source(member.name, member.role, SourceKind.PERSON)
            return self._mentioned(found, phrase.mention)
        unknown = UNRESOLVED if members else Source(label, None, SourceKind.UNNAMED)
        return self._noted(self._mentioned(unknown, phrase.mention), phrase.mention.start)


def phrase_keys(label: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words of a described role that tell it from others."""
    found = words(label, 0, len(label), (), lexicon.code)
    return tuple(w.key for w in found if w.kind == "word" and not lexicon.has("linkers", w.key))


def name_runs(sentence: Sequence[Word], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where a sentence has names, whoever they are of."""
    surnames = "capital-nouns" in lexicon.shape
    nouns = nouns_of(sentence, lexicon)
    return [
        (first, last)
        for first, last in runs(sentence, 0, len(sentence), nouns, surnames=surnames)
        if not (first and _names_body(sentence[first - 1].key, lexicon))
    ]


def _names_body(key: str, lexicon: Lexicon) -> bool:
    """Whether the name behind a noun is that of an outlet or a body: "la chaîne Aulnoy TV"."""
    return lexicon.has("outlets", key) or lexicon.has("organisations", key)


def nouns_of(sentence: Sequence[Word], lexicon: Lexicon) -> frozenset[int]:
    """Where words stand that name no person, whatever their capitals."""
    return frozenset(
        at
        for at, word in enumerate(sentence)
        if any(
            lexicon.is_noun(name, word)
            for name in (
                "roles",
                "organisations",
                "outlets",
                "documents",
                "skip",
                "stops",
                "unnamed",
            )
        )
        or word.key in lexicon.citing
        or lexicon.has("articles", word.key)
        or word.key in lexicon.cues
    )


def _is_surname(word: Word, member: Member) -> bool:
    return word.key in {member.keys[-1], "و" + member.keys[-1], "ل" + member.keys[-1]}
