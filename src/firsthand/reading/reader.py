"""Read a text: who said what, through whom; figures, dates, places."""

from __future__ import annotations

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import Reading
from firsthand.reading.cast import Cast
from firsthand.reading.layout import Layout, Sentence, lay_out, sentences_within
from firsthand.evidence.spans import Span
from firsthand.reading.outlets import own_outlet
from firsthand.reading.speakers import Speakers
from firsthand.reading.statements import ENGINE, StatementBuilder


def read(text: str, description: DocumentDescription | None = None) -> Reading:
    """The statements, figures, dates and places of a text.

    Pure and deterministic; never raises on any text. Every span indexes `text`. A speaker that
    the text does not make sure is `unresolved`, never guessed.
    """
    layout = lay_out(text)
    cast = _cast(layout)
    outlet = own_outlet(text, layout.paragraphs, description)
    statements = StatementBuilder(layout, Speakers(text, cast), outlet).build()
    return Reading(statements=statements, engine=ENGINE)


def _cast(layout: Layout) -> Cast:
    cast = Cast()
    for index in range(len(layout.paragraphs)):
        for sentence in layout.sentences(index):
            _collect(layout, cast, sentence, 0)
    return cast


def _collect(layout: Layout, cast: Cast, sentence: Sentence, depth: int) -> None:
    cast.collect(layout.text, sentence.tokens)
    for token in sentence.tokens:
        quotation = token.quotation
        if quotation is not None and depth < 4:
            inside = Span(quotation.start, quotation.end)
            for inner in sentences_within(layout.text, inside, quotation.inner, sentence.paragraph):
                _collect(layout, cast, inner, depth + 1)
