"""The paragraphs of one language, read in order: their statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Source, SourceKind, Statement, StatementKind
from firsthand.reading.attributions import Pattern
from firsthand.reading.languages.attributing import Quoted, SentenceReader, quotation_words
from firsthand.reading.languages.cast import Cast
from firsthand.reading.languages.genders import gender_of_words
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.names import is_given, printed_name
from firsthand.reading.languages.phrases import Phrase
from firsthand.reading.languages.resolving import UNRESOLVED, Resolver, name_runs
from firsthand.reading.languages.sentences import sentences
from firsthand.reading.languages.speech import spoken
from firsthand.reading.languages.titles import with_titles
from firsthand.reading.languages.words import Word, words
from firsthand.reading.layout import KEPT_IN_MEMORY, Layout
from firsthand.reading.quotations import Quotation

_DEEPEST = 3
#: Rules in a language with few tests are worth less than the same ones in English.
_DISCOUNT = 0.1
_ENDS = ".!?…։؟"


class LanguageReader:
    """Reads the paragraphs of one language of a document."""

    def __init__(
        self, layout: Layout, lexicon: Lexicon, indexes: Sequence[int], outlet: str | None
    ) -> None:
        self.text = layout.text
        self.layout = layout
        self.lexicon = lexicon
        self.indexes = indexes
        self.outlet = outlet
        self.engine = lexicon.code
        self.cast = Cast(lexicon)
        self.resolver = Resolver(layout.text, lexicon, self.cast)
        self._kept: dict[int, list[tuple[Word, ...]]] = {}

    def read(self, engine: str) -> list[Statement]:
        """Every quotation of the paragraphs as a statement, by position."""
        self.engine = engine
        self._collect()
        found: list[Statement] = []
        previous = -2
        announced: Quoted | None = None
        for index in self.indexes:
            parts = self._sentences(index)
            follows = index == previous + 1
            self.resolver.next_paragraph(parts, self._speaking(parts), follows=follows)
            found.extend(self._paragraph(parts, announced if follows else None, found))
            announced = self._announcement(parts)
            previous = index
        return found

    def _sentences(self, index: int) -> list[tuple[Word, ...]]:
        if index in self._kept:
            return self._kept[index]
        paragraph = self.layout.paragraphs[index]
        speech = spoken(self.text, paragraph, self.layout.quotations[index], self.lexicon)
        found = self._cut(paragraph, speech)
        if len(self.text) <= KEPT_IN_MEMORY:
            self._kept[index] = found
        return found

    def _cut(self, span: Span, speech: Sequence[Quotation]) -> list[tuple[Word, ...]]:
        plain = words(self.text, span.start, span.end, speech, self.lexicon.code)
        return list(sentences(with_titles(self.text, plain, self.lexicon), self.lexicon))

    def _collect(self) -> None:
        """Take note of everybody named, first of those who speak in the nominative."""
        later: list[Phrase] = []
        for index in self.indexes:
            for sentence in self._sentences(index):
                self.cast.capitals.update(w.key for w in sentence[1:] if w.capital)
                reader = SentenceReader(self.text, sentence, self.lexicon, None)
                speakers = [q.phrase for q in reader.read()] + reader.subjects_of_all()
                for phrase in speakers:
                    if phrase is not None and phrase.name and not phrase.oblique:
                        self._cast(phrase)
                later.extend(p for p in speakers if p is not None and p.name and p.oblique)
                later.extend(p for p in reader.described() if p.name)
        for phrase in later:
            self._cast(phrase)
        if "uncased" not in self.lexicon.shape:
            self._collect_runs()

    def _collect_runs(self) -> None:
        for index in self.indexes:
            for sentence in self._sentences(index):
                for first, last in name_runs(sentence, self.lexicon):
                    name = sentence[first:last]
                    if last - first == 2 or (last - first == 3 and not self.cast.who(name[1:])):
                        printed = printed_name(self.text, name, self.lexicon)
                        self.cast.add(printed, name, oblique=True)

    def _cast(self, phrase: Phrase) -> None:
        if "uncased" in self.lexicon.shape and not is_given(phrase.name[0].key, self.lexicon):
            return
        printed = printed_name(self.text, phrase.name, self.lexicon)
        member = self.cast.add(printed, phrase.name, oblique=phrase.oblique)
        if member is None:
            return
        if not phrase.oblique and (
            told := gender_of_words(phrase.described.of(self.text), self.lexicon)
        ):
            member.gender = told
        if phrase.role is not None:
            role = phrase.role
            described = words(self.text, role.start, role.end, (), self.lexicon.code)
            self.cast.note_role(member, role.of(self.text), described)

    def _speaking(self, parts: Sequence[tuple[Word, ...]]) -> set[int]:
        """Where the names of those stand who say something, quoted or not."""
        if not any(w.kind == "quotation" for sentence in parts for w in sentence):
            return set()
        found: set[int] = set()
        for sentence in parts:
            reader = SentenceReader(self.text, sentence, self.lexicon, self.cast)
            named = (p for p in reader.subjects_of_all() if p is not None and p.name)
            found.update(p.name[0].start for p in named if p.name)
        return found

    def _announcement(self, parts: Sequence[tuple[Word, ...]]) -> Quoted | None:
        if not parts or any(w.kind == "quotation" for w in parts[-1]):
            return None
        if self.text[parts[-1][-1].start] not in ":՝":
            return None
        return SentenceReader(self.text, parts[-1], self.lexicon, self.cast).announced()

    def _paragraph(
        self, parts: Sequence[tuple[Word, ...]], announced: Quoted | None, before: list[Statement]
    ) -> Iterator[Statement]:
        last: Statement | None = None
        for number, sentence in enumerate(parts):
            reader = SentenceReader(self.text, sentence, self.lexicon, self.cast)
            alone = not any(w.kind in {"word", "number", "title"} for w in sentence)
            found = reader.read()
            for quoted in found:
                chosen = quoted
                if quoted.pattern is Pattern.ORPHAN_QUOTE:
                    if announced is not None and number == 0 and alone:
                        chosen = replace(announced, quotation=quoted.quotation)
                    elif quoted.quotation.reopened and before:
                        chosen, last = replace(quoted, same=True), before[-1]
                    elif alone and last is not None:
                        chosen = replace(quoted, same=True, pattern=Pattern.QUOTE_GOES_ON)
                    elif not self._is_speech(quoted.quotation, sentence, alone=alone):
                        continue
                if chosen.same and last is None:
                    chosen = Quoted(chosen.quotation, Pattern.ORPHAN_QUOTE)
                last = self._statement(chosen, sentence, last)
                yield last
                yield from self._inner(chosen.quotation, last, 1)
            if not found:
                last = None

    def _is_speech(self, quotation: Quotation, sentence: Sequence[Word], *, alone: bool) -> bool:
        """Whether a quotation beside which no speaker stands says something."""
        count = len(quotation_words(self.text, quotation))
        if alone:
            return count >= 2
        at = next(i for i, w in enumerate(sentence) if w.quotation is quotation)
        introduced = at > 0 and sentence[at - 1].text in {":", "՝"}
        ended = self.text[quotation.end - 1] in _ENDS
        return count >= 6 or (count >= 2 and (introduced or (ended and at == 0)))

    def _statement(
        self, quoted: Quoted, sentence: Sequence[Word], last: Statement | None
    ) -> Statement:
        if quoted.same and last is not None:
            source = Source(last.source.name, last.source.role, last.source.kind)
            via = last.chain[1:] if not self.outlet else last.chain[1:-1]
            return self._built(quoted, source, via)
        first = next((w.start for w in sentence if w.kind == "word"), -1)
        initial = quoted.phrase is not None and quoted.phrase.mention.start == first
        source = self.resolver.source(quoted, initial=initial)
        return self._built(quoted, source, (quoted.via,) if quoted.via else ())

    def _built(self, quoted: Quoted, source: Source, behind: Sequence[str | None]) -> Statement:
        quotation, cue = quoted.quotation, quoted.cue
        confidence = quoted.pattern.confidence
        if source.kind is SourceKind.UNRESOLVED:
            confidence = Pattern.ORPHAN_QUOTE.confidence
        links = [source.name, *behind, *((self.outlet,) if self.outlet else ())]
        chain = [x for i, x in enumerate(links) if i == 0 or x is None or x != links[i - 1]]
        return Statement(
            source=source,
            cue=cue.of(self.text) if cue is not None else None,
            content=self.text[quotation.start : quotation.end],
            kind=StatementKind.DIRECT,
            stance=quoted.stance,
            chain=tuple(chain),
            start=quotation.start,
            end=quotation.end,
            engine=self.engine,
            confidence=round(confidence - _DISCOUNT, 2),
            cue_start=cue.start if cue is not None else None,
            cue_end=cue.end if cue is not None else None,
        )

    def _inner(self, quotation: Quotation, outer: Statement, depth: int) -> Iterator[Statement]:
        """What a speaker quotes; whoever is a pronoun there is nobody sure."""
        if depth > _DEEPEST or not quotation.inner:
            return
        for sentence in self._cut(Span(quotation.start, quotation.end), quotation.inner):
            for quoted in SentenceReader(self.text, sentence, self.lexicon, self.cast).read():
                if quoted.cue is None and quoted.pattern is Pattern.ORPHAN_QUOTE:
                    continue
                phrase = quoted.phrase
                named = phrase is not None and not phrase.pronoun
                source = self.resolver.source(quoted, initial=True) if named else UNRESOLVED
                found = self._built(quoted, source, outer.chain)
                yield replace(found, chain=(source.name, *outer.chain))
                yield from self._inner(quoted.quotation, found, depth + 1)
