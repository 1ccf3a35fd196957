"""Read a text: who said what, through whom; figures, dates, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.spans import Span
from firsthand.evidence.statements import PlaceMention, Reading, Statement
from firsthand.reading.cast import Cast
from firsthand.reading.dates import dates
from firsthand.reading.figures import figures
from firsthand.reading.furniture import is_byline, is_capitalised
from firsthand.reading.gazetteer import candidates
from firsthand.reading.holding import Held
from firsthand.reading.languages.reading import other_languages_of
from firsthand.reading.layout import Layout, Sentence, lay_out
from firsthand.reading.lexicon import countries
from firsthand.reading.merging import merge
from firsthand.reading.outlets import own_author, own_outlet
from firsthand.reading.own_statements import own_statements
from firsthand.reading.places import places
from firsthand.reading.speakers import Speakers
from firsthand.reading.statements import ENGINE, StatementBuilder
from firsthand.reading.utterances import hints_of, of_rules, of_tagged
from firsthand.reading.voices import Voices

if TYPE_CHECKING:  # what reads by rules alone does without the network's library
    from firsthand.reading.tagging.tagger import Model


class Engine(StrEnum):
    """What reads the statements."""

    TRAINED = "trained"  # the trained tagger, with the rules where they are surer
    RULES = "rules"  # the rules alone: ten times as fast


def read(
    text: str,
    description: DocumentDescription | None = None,
    engine: Engine = Engine.TRAINED,
    *,
    model: Model | None = None,
) -> Reading:
    """The statements, figures, dates and places of a text.

    Pure and deterministic, linear in the length of the text; never raises on any text. Every span
    indexes `text`. A speaker that the text does not make sure is `unresolved`, never guessed.
    `description` gives the document's outlet, the root of every chain, and its time of
    publication, without which relative dates stay unbounded. `Reading.engine` says what read it.
    `model` is another one than the package's, for whoever trains one and scores it.
    """
    layout = lay_out(text, description.title if description is not None else None)
    others = other_languages_of(layout)
    layout = others.english_layout
    outlet = own_outlet(text, layout.paragraphs, description)
    cast = cast_of(layout, outlet, others.english)
    when = dates(text, description.published if description is not None else None)
    author = own_author(description)
    where: list[PlaceMention] = []
    for index in others.english:
        for sentence in layout.sentences(index):
            where.extend(_places(layout, cast, sentence, 0))
    builder = StatementBuilder(layout, Speakers(text, cast), outlet, author)
    statements, name = _statements(layout, cast, outlet, builder, others.english, engine, model)
    quoted = others.statements(ENGINE, outlet)
    statements = tuple(sorted((*statements, *quoted), key=lambda s: (s.start, -s.end)))
    counted = figures(text, [Span(d.start, d.end) for d in when])
    held = Held(statements)
    return Reading(
        statements=statements,
        figures=tuple(replace(f, statement=held.at(f.start, f.end)) for f in counted),
        dates=tuple(replace(d, statement=held.at(d.start, d.end)) for d in when),
        places=_located(sorted(where, key=lambda p: p.start), held),
        engine=others.engine(name),
        own=own_statements(layout, statements),
        notes=others.notes(),
    )


def read_by_rules(text: str, description: DocumentDescription | None = None) -> Reading:
    """What `read` gives with the rules alone."""
    return read(text, description, Engine.RULES)


def _statements(
    layout: Layout,
    cast: Cast,
    outlet: str | None,
    builder: StatementBuilder,
    english: Sequence[int],
    engine: Engine,
    model: Model | None,
) -> tuple[tuple[Statement, ...], str]:
    """The statements of a text and the name of the engine that read them."""
    ruled = builder.build()
    if engine is Engine.RULES:
        return ruled, ENGINE
    from firsthand.reading.tagging.tagger import load, tag  # noqa: PLC0415  loads the network

    model = model or load()
    name = f"{model.name}+{ENGINE}"
    rules = of_rules(builder.found)
    paragraphs = [layout.paragraphs[i] for i in english]
    quotations = [layout.quotations[i] for i in english]
    found = tag(layout.text, paragraphs, quotations, hints_of(rules), model)
    utterances = merge(of_tagged(found, layout), rules)
    voices = Voices(layout, cast, outlet, model.ranker, model.thresholds, name)
    return voices.statements(utterances), name


def cast_of(layout: Layout, outlet: str | None, english: Sequence[int]) -> Cast:
    """Everybody whom the English paragraphs of a text name; `outlet` is its own."""
    cast = Cast()
    if outlet is not None:
        cast.note_own_outlet(outlet)
    for index in english:
        if index in layout.furniture and _names_nobody(layout.paragraphs[index].of(layout.text)):
            continue
        for sentence in layout.sentences(index):
            _collect(layout, cast, sentence, 0)
    return cast


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


def _located(where: Sequence[PlaceMention], held: Held) -> tuple[PlaceMention, ...]:
    """The places with their statements; the first mention of each name with its candidates.

    Only the first, so that a long page that names San Antonio often does not repeat seventy places.
    """
    seen: set[str] = set()
    found: list[PlaceMention] = []
    for place in where:
        known = place.text in seen or place.text in countries()  # no town for "Armenia"
        seen.add(place.text)
        held_by = held.at(place.start, place.end)
        found.append(
            replace(place, statement=held_by, candidates=() if known else candidates(place.text))
        )
    return tuple(found)


def _inside(layout: Layout, sentence: Sentence, depth: int) -> list[Sentence]:
    """The sentences of the quotations in a sentence."""
    found: list[Sentence] = []
    for token in sentence.tokens:
        quotation = token.quotation
        if quotation is not None and depth < 4:
            found.extend(layout.inside(quotation, sentence.paragraph))
    return found
