"""From attributions to statements: sources resolved, nesting turned into chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source, SourceKind, Stance, Statement, StatementKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.finding import Finder
from firsthand.reading.layout import Layout
from firsthand.reading.lexicon import words
from firsthand.reading.names import name_runs
from firsthand.reading.speakers import UNRESOLVED, Discourse, NamedPerson, Speakers
from firsthand.reading.tokens import Token

ENGINE = "rules-1"
_REACH = 32
_FIRST_PERSON = frozenset({"i", "we", "you"})


@dataclass(slots=True)
class _Resolved:
    attribution: Attribution
    source: Source
    via: str | None
    parent: _Resolved | None = None
    cited_by: _Resolved | None = None
    own_words: bool = False


class StatementBuilder:
    """Resolves the attributions of a document in reading order."""

    def __init__(self, layout: Layout, speakers: Speakers, outlet: str | None) -> None:
        self.layout = layout
        self.speakers = speakers
        self.outlet = outlet
        self.discourse = Discourse()
        self.found: list[_Resolved] = []

    def build(self) -> tuple[Statement, ...]:
        """Every statement of the document, by position."""
        finder = Finder(self.layout)
        people: list[NamedPerson] = []
        interviewee = self._interviewee()
        for index in range(len(self.layout.paragraphs)):
            people = people[-40:]
            turn = self.layout.turns.get(index)
            paragraph: list[_Resolved] = []
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
        outer: list[_Resolved],
    ) -> list[_Resolved]:
        """Resolve the attributions of one sentence, sorted by where their content begins."""
        found: list[_Resolved] = []
        reach = outer  # whose content may hold the next one: bounded, however hostile the text
        for attribution in attributions:
            if attribution.pattern is Pattern.CITING:
                continue
            start = attribution.content.start
            reach = [r for r in reach if r.attribution.content.end > start][-_REACH:]
            parent = _enclosing(attribution, reach)
            resolved = self._resolve(attribution, parent, people)
            if resolved is not None:
                found.append(resolved)
                reach.append(resolved)
        for attribution in attributions:
            if attribution.pattern is Pattern.CITING and attribution.phrase is not None:
                found.extend(self._cited(attribution, found, people))
        for resolved in sorted(found, key=lambda r: _position(r.attribution)):
            if resolved.parent is None and resolved.attribution.phrase is not None:
                attribution = resolved.attribution
                self.discourse.note(resolved.source, attribution.paragraph, _position(attribution))
        return found

    def _resolve(
        self,
        attribution: Attribution,
        parent: _Resolved | None,
        people: tuple[NamedPerson, ...],
    ) -> _Resolved | None:
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
            via = source.name if quoting or source.kind is SourceKind.OUTLET else None
        if phrase is None:
            return _Resolved(attribution, self._unmentioned(attribution), via, parent)
        if len(phrase.core) == 1 and phrase.core[0].low in _FIRST_PERSON:
            return None  # the page's own "I", or a speaker's: no further link
        source = self.speakers.resolve(phrase, self.discourse, attribution.paragraph, people)
        if parent is not None and attribution.pattern is Pattern.SHARED_SUBJECT:
            told = parent.attribution.pattern is Pattern.UNQUOTED_SPEECH
            if told or (source.name is not None and source.name == parent.source.name):
                return None  # "…, and mocked her" inside what the speaker tells is no statement
        return _Resolved(attribution, source, via, parent)

    def _unmentioned(self, attribution: Attribution) -> Source:
        """The source of a quotation beside which no words for one stand."""
        last = self.discourse.last
        if last is None or attribution.pattern is Pattern.UNATTRIBUTED:
            return UNRESOLVED
        distance = attribution.paragraph - self.discourse.last_paragraph
        goes_on = attribution.same_as_before and distance <= 1
        return Source(last.name, last.role, last.kind) if goes_on else UNRESOLVED

    def _cited(
        self,
        attribution: Attribution,
        found: Sequence[_Resolved],
        people: tuple[NamedPerson, ...],
    ) -> list[_Resolved]:
        phrase = attribution.phrase
        if phrase is None:
            return []
        at = attribution.content.start
        resting = [
            r for r in found[-_REACH:] if r.attribution.content.end <= at and r.cited_by is None
        ]
        if not resting:
            return []
        citing = max(resting, key=lambda r: r.attribution.content.end)
        source = self.speakers.resolve(phrase, self.discourse, attribution.paragraph, people)
        base = citing.attribution
        cited = Attribution(
            phrase,
            attribution.cue,
            base.content,
            base.kind,
            base.stance,
            Pattern.CITING,
            base.paragraph,
        )
        return [_Resolved(cited, source, None, citing.parent, cited_by=citing)]

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

    def _labels(self) -> set[str]:
        return {t.label.of(self.layout.text) for t in self.layout.turns.values()}

    def _turn(
        self, label: Span, content: Span, paragraph: int, interviewee: Source | None
    ) -> _Resolved:
        printed = label.of(self.layout.text)
        mention = (printed, label.start, label.end)
        source = Source(None, None, SourceKind.UNRESOLVED, *mention)
        if printed == "A" and interviewee is not None:
            source = Source(interviewee.name, interviewee.role, SourceKind.PERSON, *mention)
        elif printed not in {"Q", "A"}:
            source = self._labelled(printed, mention)
        attribution = Attribution(
            None, None, content, StatementKind.DIRECT, Stance.ASSERTS, Pattern.TURN, paragraph
        )
        if source.name is not None:
            self.discourse.note(source, paragraph, content.start)
        return _Resolved(attribution, source, None)

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
        group: list[_Resolved] = []
        for paragraph in self.layout.quotations:
            for quotation in paragraph:
                member = by_start.get(quotation.start)
                if member is None:
                    group = []
                    continue
                group = [*group, member] if quotation.reopened else [member]
                if not quotation.goes_on and len(group) > 1:
                    _share_source(group)

    def _statement(self, resolved: _Resolved) -> Statement:
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
            chain=self._chain(resolved),
            start=content.start,
            end=content.end,
            engine=ENGINE,
            confidence=confidence,
            cue_start=cue.start if cue is not None else None,
            cue_end=cue.end if cue is not None else None,
        )

    def _chain(self, resolved: _Resolved) -> tuple[str | None, ...]:
        links: list[str | None] = []
        step: _Resolved | None = resolved
        for _ in range(12):
            if step is None:
                break
            links.append(step.source.name)
            if step.via is not None:
                links.append(step.via)
            step = step.cited_by or step.parent
        if self.outlet is not None:
            links.append(self.outlet)
        chain: list[str | None] = []
        for link in links:
            if not chain or link is None or not _same_name(chain[-1], link):
                chain.append(link)
        return tuple(chain)


def _same_name(one: str | None, other: str) -> bool:
    if one is None:
        return False
    return one.lower().removeprefix("the ") == other.lower().removeprefix("the ")


def _position(attribution: Attribution) -> int:
    if attribution.phrase is not None:
        return attribution.phrase.core[0].start
    return attribution.content.start


def _enclosing(attribution: Attribution, reach: Sequence[_Resolved]) -> _Resolved | None:
    """The innermost attribution within reach whose content holds this one whole."""
    start, end = attribution.content.start, attribution.content.end
    shared = attribution.pattern is Pattern.SHARED_SUBJECT  # its subject stands elsewhere
    for span in (attribution.cue, None if shared else _phrase_span(attribution)):
        if span is not None:
            start, end = min(start, span.start), max(end, span.end)
    best: _Resolved | None = None
    for other in reach:
        outer = other.attribution.content
        holds = outer.start <= start and end <= outer.end
        inner = best is None or outer.end - outer.start < _length(best)
        if holds and inner and outer != attribution.content:
            best = other
    return best


def _length(resolved: _Resolved) -> int:
    return resolved.attribution.content.end - resolved.attribution.content.start


def _phrase_span(attribution: Attribution) -> Span | None:
    phrase = attribution.phrase
    return Span(phrase.core[0].start, phrase.core[-1].end) if phrase is not None else None


def _share_source(group: Sequence[_Resolved]) -> None:
    named = {r.source.name: r.source for r in group if r.source.kind is not SourceKind.UNRESOLVED}
    if len(named) != 1:
        return
    (source,) = named.values()
    for member in group:
        if member.source.kind is SourceKind.UNRESOLVED:
            member.source = Source(source.name, source.role, source.kind)
