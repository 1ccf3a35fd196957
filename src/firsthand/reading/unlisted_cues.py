"""Quotations beside a verb that no list holds: a third of all cues occur once in a corpus."""

from __future__ import annotations

from collections.abc import Iterator

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.clauses import SentenceView
from firsthand.reading.content_spans import quoted_span
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_behind import phrase_after


def unlisted_cue(view: SentenceView) -> Iterator[Attribution]:
    """ "“…,” Smith fumed.", "Smith was blunt: “…”": a third of all cues occur once."""
    tokens, end = view.tokens, view.end
    if end < 3:
        return
    if view.is_quotation(end - 1) and view.low(end - 2) in {":", ","}:
        yield from _lead_in(view, end - 1)
    elif view.is_quotation(0) and view.low(1) in {"—", "–", "―", "--", "-", "~"}:
        yield from _signed(view)
    elif view.is_quotation(0) and tokens[1].kind != "quotation":
        yield from _unknown_verb_behind(view)


def _signed(view: SentenceView) -> Iterator[Attribution]:
    """ "“…” — Ada Marsh": a name behind a dash."""
    subject = phrase_after(view.tokens, 2, view.verbs)
    if subject is None or subject.last < view.end or not _speaks(subject):
        return
    yield Attribution(
        subject,
        None,
        quoted_span(view, 0),
        StatementKind.DIRECT,
        Stance.ASSERTS,
        Pattern.ACCORDING_TO,
    )


def _lead_in(view: SentenceView, at: int) -> Iterator[Attribution]:
    quotation = view.tokens[at].quotation
    if quotation is None or not view.text[quotation.start : quotation.start + 1].isupper():
        return
    if view.low(at - 1) == "," and quotation.end - quotation.start < 15:
        return
    subject = phrase_after(view.tokens, view.skip_adjuncts(0), view.verbs)
    if subject is None or not _speaks(subject):
        return
    if subject.last > at - 1:
        return
    yield Attribution(
        subject,
        None,
        quoted_span(view, at),
        StatementKind.DIRECT,
        Stance.ASSERTS,
        Pattern.UNKNOWN_CUE,
    )


def _unknown_verb_behind(view: SentenceView) -> Iterator[Attribution]:
    start = 2 if view.low(1) == "," else 1
    subject = phrase_after(view.tokens, start, view.verbs)
    if subject is None:
        return
    # an unknown verb is inside the phrase: "Smith fumed" is read as three nouns
    core = list(subject.core)
    for index, token in enumerate(core[1:], start=1):
        behind_name = core[index - 1].capital and core[0].capital
        verbal = token.low.endswith(("ed", "es")) or behind_name
        if token.kind == "word" and not token.capital and verbal:
            cut = Phrase(tuple(core[:index]), (), subject.first, subject.first + index)
            if _speaks(cut) and index >= len(core) - 3:
                yield Attribution(
                    cut,
                    Span(token.start, token.end),
                    quoted_span(view, 0),
                    StatementKind.DIRECT,
                    Stance.ASSERTS,
                    Pattern.UNKNOWN_CUE,
                )
            return


def _speaks(subject: Phrase) -> bool:
    """Whether a phrase is surely somebody: a name, a personal pronoun, a person or body."""
    core = subject.core
    if len(core) == 1 and core[0].low in words("person_pronouns"):
        return True
    if any(t.low in words("people", "organisation_nouns") for t in core):
        return True
    return any(t.capital for t in core[1:]) or (core[0].capital and len(core) == 1)
