"""From the layout of a text to its attributions, sentence by sentence, quotations included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.clauses import SentenceView, view
from firsthand.reading.content_spans import trimmed
from firsthand.reading.layout import Layout, Sentence
from firsthand.reading.nominal import nominal_attributions
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_behind import phrase_after
from firsthand.reading.quotations import Quotation
from firsthand.reading.rules import SentenceRules
from firsthand.reading.tokens import Token

#: Rules too weak for the words of a speaker about somebody unnamed.
_WEAK = frozenset(
    {
        Pattern.OBJECT,
        Pattern.INFINITIVE,
        Pattern.SHARED_SUBJECT,
        Pattern.DECLINED,
        Pattern.UNKNOWN_CUE,
        Pattern.NOUN_CLAUSE,
    }
)
#: Quotations inside quotations are read to this depth.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """The attributions of one sentence, those of its quotations nested behind them."""

    sentence: Sentence
    attributions: tuple[Attribution, ...]


class Finder:
    """Reads the sentences of a document in order; remembers a lead-in ("he said:") that waits."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.waiting: tuple[Phrase | None, int] | None = None
        self.before: Attribution | None = None
        self.before_paragraph = -10

    def paragraph(self, index: int) -> Iterator[FoundSentence]:
        """The sentences of one paragraph with their attributions."""
        if index in self.layout.furniture:
            return
        turn = self.layout.turns.get(index)
        for sentence in self.layout.sentences(index):
            found = self._sentence(sentence, in_turn=turn is not None)
            yield FoundSentence(sentence, tuple(found))

    def _sentence(self, sentence: Sentence, *, in_turn: bool) -> list[Attribution]:
        text = self.layout.text
        looked = view(text, sentence.tokens)
        found = attributions_of(looked)
        if not in_turn:
            found.extend(self._quotations_alone(sentence, looked, found))
        waiting = self._lead_in(looked, sentence)
        if waiting is not None:
            self.waiting = waiting
        found = [replace(a, paragraph=sentence.paragraph) for a in found]
        direct = [a for a in found if a.kind is not StatementKind.INDIRECT]
        self.before = direct[-1] if direct else None
        self.before_paragraph = sentence.paragraph
        found.extend(nested(self.layout, sentence.tokens, sentence.paragraph, 1))
        return found

    def _lead_in(
        self, looked: SentenceView, sentence: Sentence
    ) -> tuple[Phrase | None, int] | None:
        """A sentence that ends in a colon, or "the following.", announces the next paragraph."""
        following = looked.low(looked.end - 1) in {"following", "follows"}
        if looked.low(len(looked.tokens) - 1) != ":" and not following:
            return None
        for cue, subject in zip(reversed(looked.cues), reversed(looked.subjects), strict=True):
            if subject is not None and cue.frames & {"q", "o"} and cue.form == "finite":
                return subject, sentence.paragraph
        if following:
            return None
        return phrase_after(looked.tokens, 0, looked.verbs), sentence.paragraph

    def _quotations_alone(
        self, sentence: Sentence, looked: SentenceView, found: list[Attribution]
    ) -> Iterator[Attribution]:
        words = [t for t in sentence.tokens if t.kind in {"word", "number"}]
        quoted = [t.quotation for t in sentence.tokens if t.quotation is not None]
        for quotation in quoted:
            if any(
                a.content.start < quotation.close and quotation.open < a.content.end for a in found
            ):
                continue
            if not words:
                yield self._alone(sentence, quotation)
            elif _sentence_like(
                looked.text, quotation, at_least=2 if sentence.tokens[0].quotation else 6
            ) and (sentence.tokens[0].quotation is None or quotation.last_mark_inside):
                yield _orphan(looked.text, quotation, Pattern.ORPHAN_QUOTE)

    def _alone(self, sentence: Sentence, quotation: Quotation) -> Attribution:
        """A quotation that is a sentence of its own."""
        text = self.layout.text
        waiting, self.waiting = self.waiting, None
        announced = waiting is not None and waiting[1] + 1 == sentence.paragraph and sentence.first
        if announced and waiting is not None and waiting[0] is not None:
            return replace(_orphan(text, quotation, Pattern.COLON), phrase=waiting[0])
        if quotation.reopened:
            return replace(_orphan(text, quotation, Pattern.QUOTE_GOES_ON), same_as_before=True)
        if self.before is not None and self.before_paragraph == sentence.paragraph:
            return replace(_orphan(text, quotation, Pattern.QUOTE_GOES_ON), same_as_before=True)
        return _orphan(text, quotation, Pattern.NEXT_PARAGRAPH)


def attributions_of(looked: SentenceView) -> list[Attribution]:
    """All attributions of one sentence, by verbs and without."""
    found = SentenceRules(looked).read()
    extra = list(nominal_attributions(looked))
    taken = {(a.content, a.cue) for a in extra}
    found = [a for a in found if (a.content, a.cue) not in taken]
    if extra:
        found = [a for a in found if not (a.cue is None and a.pattern is Pattern.UNKNOWN_CUE)]
    return found + extra


def nested(
    layout: Layout, tokens: Sequence[Token], paragraph: int, depth: int
) -> Iterator[Attribution]:
    """The attributions inside the quotations of a sentence."""
    if depth > DEEPEST:
        return
    for token in tokens:
        quotation = token.quotation
        if quotation is None or quotation.end - quotation.start < 12:
            continue
        for sentence in layout.inside(quotation, paragraph):
            for attribution in attributions_of(view(layout.text, sentence.tokens)):
                if _is_attribution_in_speech(attribution):
                    yield replace(attribution, paragraph=paragraph)
            yield from nested(layout, sentence.tokens, paragraph, depth + 1)


def _is_attribution_in_speech(attribution: Attribution) -> bool:
    """Whether a speaker surely passes on words of others: "they mocked her" passes on none."""
    phrase = attribution.phrase
    named = phrase is not None and any(t.capital for t in phrase.core[1:])
    named = named or (phrase is not None and phrase.core[0].text.isupper())
    if attribution.pattern in _WEAK:
        return named and not attribution.thought
    pronoun = phrase is not None and len(phrase.core) == 1 and not phrase.core[0].capital
    return not (attribution.thought and (pronoun or phrase is None))


def _orphan(text: str, quotation: Quotation, pattern: Pattern) -> Attribution:
    return Attribution(
        None,
        None,
        trimmed(text, quotation.start, quotation.end, comma=False),
        StatementKind.DIRECT,
        Stance.ASSERTS,
        pattern,
    )


def _sentence_like(text: str, quotation: Quotation, *, at_least: int) -> bool:
    words = text[quotation.start : min(quotation.end, quotation.start + 400)].split()
    first, last = text[quotation.start], text[quotation.end - 1]
    return len(words) >= at_least and (first.isupper() or last in ".!?…,")
