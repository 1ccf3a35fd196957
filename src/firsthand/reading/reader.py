"""Read a text: who said what, through whom; figures, dates, places."""

from __future__ import annotations

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.spans import Span
from firsthand.evidence.statements import PlaceMention, Reading
from firsthand.reading.cast import Cast
from firsthand.reading.dates import dates
from firsthand.reading.figures import figures
from firsthand.reading.furniture import is_byline, is_capitalised
from firsthand.reading.languages.reading import other_languages_of
from firsthand.reading.layout import Layout, Sentence, lay_out
from firsthand.reading.outlets import own_author, own_outlet
from firsthand.reading.places import places
from firsthand.reading.speakers import Speakers
from firsthand.reading.statements import ENGINE, StatementBuilder


def read(text: str, description: DocumentDescription | None = None) -> Reading:
    """The statements, figures, dates and places of a text.

    Pure and deterministic, linear in the length of the text; never raises on any text. Every span
    indexes `text`. A speaker that the text does not make sure is `unresolved`, never guessed.
    `description` gives the document's outlet, the root of every chain, and its time of
    publication, without which relative dates stay unbounded.
    """
    layout = lay_out(text, description.title if description is not None else None)
    others = other_languages_of(layout)
    layout = others.english_layout
    outlet = own_outlet(text, layout.paragraphs, description)
    cast = Cast()
    if outlet is not None:
        cast.note_own_outlet(outlet)
    for index in others.english:
        if index in layout.furniture and _names_nobody(layout.paragraphs[index].of(text)):
            continue
        for sentence in layout.sentences(index):
            _collect(layout, cast, sentence, 0)
    when = dates(text, description.published if description is not None else None)
    author = own_author(description)
    where: list[PlaceMention] = []
    for index in others.english:
        for sentence in layout.sentences(index):
            where.extend(_places(layout, cast, sentence, 0))
    statements = StatementBuilder(layout, Speakers(text, cast), outlet, author).build()
    quoted = others.statements(ENGINE, outlet)
    return Reading(
        statements=tuple(sorted((*statements, *quoted), key=lambda s: (s.start, -s.end))),
        figures=figures(text, [Span(d.start, d.end) for d in when]),
        dates=when,
        places=tuple(sorted(where, key=lambda p: p.start)),
        engine=others.engine(ENGINE),
        notes=others.notes(),
    )


def _names_nobody(printed: str) -> bool:
    """Whether a line of the head would add its writers or its capitals to the cast."""
    return is_byline(printed) or is_capitalised(printed)


def _collect(layout: Layout, cast: Cast, sentence: Sentence, depth: int) -> None:
    cast.collect(layout.text, sentence.tokens)
    for inner in _inside(layout, sentence, depth):
        _collect(layout, cast, inner, depth + 1)


def _places(layout: Layout, cast: Cast, sentence: Sentence, depth: int) -> list[PlaceMention]:
    found = places(layout.text, sentence.tokens, cast)
    for inner in _inside(layout, sentence, depth):
        found.extend(_places(layout, cast, inner, depth + 1))
    return found


def _inside(layout: Layout, sentence: Sentence, depth: int) -> list[Sentence]:
    """The sentences of the quotations in a sentence."""
    found: list[Sentence] = []
    for token in sentence.tokens:
        quotation = token.quotation
        if quotation is not None and depth < 4:
            found.extend(layout.inside(quotation, sentence.paragraph))
    return found
