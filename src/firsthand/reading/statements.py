"""From attributions to statements: sources resolved, nesting turned into chains."""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source, SourceKind, Stance, Statement, StatementKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.descriptions import Description
from firsthand.reading.finding import Finder
from firsthand.reading.layout import Layout
from firsthand.reading.lexicon import words
from firsthand.reading.links import (
    Resolved,
    carry,
    chain_of,
    cite,
    enclosing,
    position,
    share_source,
)
from firsthand.reading.names import name_runs
from firsthand.reading.speakers import UNRESOLVED, Discourse, NamedPerson, Speakers
from firsthand.reading.tokens import Token
from firsthand.reading.turns import ASKED

ENGINE = "rules-2"
_NO_NAMES = words("titles", "people", plus="the of for")
_REACH = 32
_LINKS = frozenset({Pattern.CITING, Pattern.CARRIED})
_FIRST_PERSON = frozenset({"i", "we", "you"})


class StatementBuilder:
    """Resolves the attributions of a document in reading order."""

    def __init__(
        self, layout: Layout, speakers: Speakers, outlet: str | None, author: str | None = None
    ) -> None:
        self.layout = layout
        self.speakers = speakers
        self.outlet = outlet
        self.author = author
        self.discourse = Discourse()
        self.found: list[Resolved] = []

    def build(self) -> tuple[Statement, ...]:
        """Every statement of the document, by position."""
        finder = Finder(self.layout)
        people: list[NamedPerson] = []
        self._cast_labels()
        interviewee = self._interviewee()
        for index in range(len(self.layout.paragraphs)):
            people = people[-40:]
            turn = self.layout.turns.get(index)
            paragraph: list[Resolved] = []
            if turn is not None:
                paragraph.append(self._turn(turn.label, turn.content, index, interviewee))
            for found in finder.paragraph(index):
                people.extend(self._people(found.sentence.tokens))
                near = tuple(people)
                attributions = sorted(
                    found.attributions, key=lambda a: (a.content.start, -a.content.end)
                )
                outer = paragraph[:1] if turn is not None else []
                paragraph.extend(self._sentence(attributions, near, outer))
            self.found.extend(paragraph)
        self._continue_quotations()
        statements = [self._statement(r) for r in self.found]
        unique = {(s.start, s.end, s.source.name, s.cue_start): s for s in statements}
        return tuple(sorted(unique.values(), key=lambda s: (s.start, -s.end)))

    def _people(self, tokens: Sequence[Token]) -> list[NamedPerson]:
        if not tokens:
            return []
        found = []
        for first, last in name_runs(tokens, sentence_start=tokens[0].start):
            name = " ".join(t.text for t in tokens[first:last])
            members = self.speakers.cast.fullest(name)
            person = any(m.kind is SourceKind.PERSON for m in members)
            if person and not self.speakers.cast.places[name]:
                full = members[0].name if len(members) == 1 else name
                found.append(NamedPerson(tokens[first].start, full))
        return found

    def _sentence(
        self,
        attributions: Sequence[Attribution],
        people: tuple[NamedPerson, ...],
        outer: list[Resolved],
    ) -> list[Resolved]:
        """Resolve the attributions of one sentence, sorted by where their content begins."""
        found: list[Resolved] = []
        reach = outer  # whose content may hold the next one: bounded, however hostile the text
        for attribution in attributions:
            if attribution.pattern in _LINKS:
                continue
            start = attribution.content.start
            reach = [r for r in reach if r.attribution.content.end > start][-_REACH:]
            parent = enclosing(attribution, reach)
            resolved = self._resolve(attribution, parent, people)
            if resolved is not None:
                found.append(resolved)
                reach.append(resolved)
        self._link(attributions, found, people)
        for resolved in sorted(found, key=lambda r: position(r.attribution)):
            if resolved.parent is None and resolved.attribution.phrase is not None:
                attribution = resolved.attribution
                self.discourse.note(resolved.source, attribution.paragraph, position(attribution))
        return found

    def _link(
        self,
        attributions: Sequence[Attribution],
        found: list[Resolved],
        people: tuple[NamedPerson, ...],
    ) -> None:
        """Link whom "citing" names and the outlet of "as quoted by" to the sentence's others."""
        for attribution in attributions:
            if attribution.pattern not in _LINKS or attribution.phrase is None:
                continue
            at = attribution.paragraph
            source = self.speakers.resolve(attribution.phrase, self.discourse, at, people)
            if attribution.pattern is Pattern.CARRIED:
                carry(attribution, source, found)
                continue
            if source.kind is SourceKind.UNNAMED and not _can_be_cited(source.name or ""):
                continue  # "citing security concerns"
            cited = cite(attribution, source, found[-_REACH:])
            if cited is not None:
                found.append(cited)

    def _resolve(
        self,
        attribution: Attribution,
        parent: Resolved | None,
        people: tuple[NamedPerson, ...],
    ) -> Resolved | None:
        phrase = attribution.phrase
        via = None
        if attribution.via is not None:
            source = self.speakers.resolve(
                attribution.via, self.discourse, attribution.paragraph, ()
            )
            quoting = attribution.pattern in {Pattern.QUOTED_WITH_CUE, Pattern.THAT_CLAUSE} and (
                attribution.cue is not None
                and attribution.cue.of(self.layout.text).lower().startswith(("quot", "cit"))
            )
            heard = attribution.cue is not None and attribution.via.first < attribution.phrase_first
            via = source.name if quoting or heard or source.kind is SourceKind.OUTLET else None
        if phrase is None:
            return Resolved(attribution, self._unmentioned(attribution), via, parent)
        if len(phrase.core) == 1 and phrase.core[0].low in _FIRST_PERSON:
            return self._own_words(attribution, parent)
        source = self.speakers.resolve(phrase, self.discourse, attribution.paragraph, people)
        if parent is not None and attribution.pattern is Pattern.SHARED_SUBJECT:
            told = parent.attribution.pattern is Pattern.UNQUOTED_SPEECH
            if told or (source.name is not None and source.name == parent.source.name):
                return None  # "…, and mocked her" inside what the speaker tells is no statement
        return Resolved(attribution, source, via, parent)

    def _own_words(self, attribution: Attribution, parent: Resolved | None) -> Resolved | None:
        """A quotation that "I" introduce is the author's; any other "I" is no further link."""
        phrase = attribution.phrase
        own = self.author is not None and parent is None and phrase is not None
        if attribution.cue is None and not own:
            return Resolved(attribution, UNRESOLVED, None, parent)  # announced in its own sentence
        if not own or phrase is None or attribution.kind is not StatementKind.DIRECT:
            return None
        if phrase.core[0].low not in {"i", "we"}:
            return None
        members = self.speakers.cast.fullest(self.author or "")
        role = members[0].role if len(members) == 1 else None
        token = phrase.core[0]
        mention = (token.text, token.start, token.end)
        return Resolved(attribution, Source(self.author, role, SourceKind.PERSON, *mention), None)

    def _unmentioned(self, attribution: Attribution) -> Source:
        """The source of a quotation beside which no words for one stand."""
        last = self.discourse.last
        if last is None or attribution.pattern is Pattern.UNATTRIBUTED:
            return UNRESOLVED
        distance = attribution.paragraph - self.discourse.last_paragraph
        goes_on = attribution.same_as_before and distance <= 1
        return Source(last.name, last.role, last.kind) if goes_on else UNRESOLVED

    def _interviewee(self) -> Source | None:
        """The one person that the head of a question-and-answer text introduces."""
        if not self.layout.turns or {"A"} - self._labels():
            return None
        first = min(self.layout.turns)
        head: dict[str, Source] = {}
        for index in range(first):
            for sentence in self.layout.sentences(index):
                for person in self._people(sentence.tokens):
                    member = self.speakers.cast.members.get(person.name)
                    if member is not None and len(member.tokens) > 1:
                        head[person.name] = Source(member.name, member.role, member.kind)
        return next(iter(head.values())) if len(head) == 1 else None

    def _cast_labels(self) -> None:
        """Let "WELD:" be whom "SPOKESWOMAN TARA WELD:" names in full."""
        for turn in self.layout.turns.values():
            printed = turn.label.of(self.layout.text)
            parts = [p for p in printed.title().split() if p.lower().strip(".") not in _NO_NAMES]
            if len(parts) < 2 or not printed.replace(" ", "").isalpha():
                continue
            name = " ".join(parts)
            if not self.speakers.cast.fullest(name):
                found = Description(SourceKind.PERSON, name, None, name, "", False, 0, 0, True)
                self.speakers.cast.note(found)

    def _labels(self) -> set[str]:
        return {t.label.of(self.layout.text) for t in self.layout.turns.values()}

    def _turn(
        self, label: Span, content: Span, paragraph: int, interviewee: Source | None
    ) -> Resolved:
        printed = label.of(self.layout.text)
        mention = (printed, label.start, label.end)
        source = Source(None, None, SourceKind.UNRESOLVED, *mention)
        if printed == "A" and interviewee is not None:
            source = Source(interviewee.name, interviewee.role, SourceKind.PERSON, *mention)
        elif printed not in ASKED | {"A"}:
            source = self._labelled(printed, mention)
        attribution = Attribution(
            None, None, content, StatementKind.DIRECT, Stance.ASSERTS, Pattern.TURN, paragraph
        )
        if source.name is not None:
            self.discourse.note(source, paragraph, content.start)
        return Resolved(attribution, source, None)

    def _labelled(self, printed: str, mention: tuple[str, int, int]) -> Source:
        name = printed.title() if printed.isupper() and len(printed) > 3 else printed
        parts = [p for p in name.split() if p.lower().strip(".") not in words("titles")]
        members = self.speakers.cast.fullest(" ".join(parts)) if parts else ()
        if len(members) == 1 and members[0].kind is SourceKind.PERSON:
            return Source(members[0].name, members[0].role, members[0].kind, *mention)
        if len(members) > 1:
            return Source(None, None, SourceKind.UNRESOLVED, *mention)
        role_only = not parts or all(p.lower() in words("people") for p in parts)
        kind = SourceKind.UNNAMED if role_only else SourceKind.PERSON
        return Source(printed if role_only else " ".join(parts), None, kind, *mention)

    def _continue_quotations(self) -> None:
        """Every paragraph of one continued quotation has the source that any of them names."""
        by_start = {r.attribution.content.start: r for r in self.found if r.parent is None}
        group: list[Resolved] = []
        for paragraph in self.layout.quotations:
            for quotation in paragraph:
                member = by_start.get(quotation.start)
                if member is None:
                    group = []
                    continue
                group = [*group, member] if quotation.reopened else [member]
                if not quotation.goes_on and len(group) > 1:
                    share_source(group)

    def _statement(self, resolved: Resolved) -> Statement:
        text, attribution = self.layout.text, resolved.attribution
        content, cue = attribution.content, attribution.cue
        confidence = attribution.pattern.confidence
        if resolved.source.kind is SourceKind.UNRESOLVED:
            confidence = min(confidence, Pattern.ORPHAN_QUOTE.confidence)
        return Statement(
            source=resolved.source,
            cue=cue.of(text) if cue is not None else None,
            content=content.of(text),
            kind=attribution.kind,
            stance=attribution.stance,
            chain=chain_of(resolved, self.outlet),
            start=content.start,
            end=content.end,
            engine=ENGINE,
            confidence=confidence,
            cue_start=cue.start if cue is not None else None,
            cue_end=cue.end if cue is not None else None,
        )


def _can_be_cited(name: str) -> bool:
    """Whether an unnamed source is people, a body, or something written."""
    nouns = words(
        "people", "document_nouns", "outlet_nouns", "organisation_nouns", plus="estimates"
    )
    return any(part in nouns for part in name.lower().split())
