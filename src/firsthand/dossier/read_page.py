"""The page that shows a read document: one file, which needs no script and loads nothing.

Text and notes stand side by side and scroll by themselves, so that a link from one to the other
leaves the reader's place in the first alone. Everything on the page comes from a hostile document
and goes through Jinja's autoescape and `report_text`; the content security policy forbids all but
the one style sheet in the page, which it names by its digest.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from markupsafe import Markup

from firsthand.dossier.read_marks import marked_text
from firsthand.dossier.report_templates import environment
from firsthand.dossier.report_text import own_title, speaker_colours
from firsthand.dossier.report_times import interval_words
from firsthand.dossier.statement_words import BASES, KINDS, STANCES, figure_line
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.statements import Reading

#: Speakers that the page lists above the statements.
MOST_SPEAKERS = 60


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document and what was read in it; `name` and `digest` (SHA-256) are those of its file."""

    name: str
    digest: str
    document: DocumentText
    reading: Reading


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source with its style class, its number of statements, and the first one's place."""

    name: str | None
    colour: str
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Held:
    """A figure or a date inside a statement: as printed, and what that allows."""

    printed: str
    means: str


def render_read_page(read: ReadDocument, tool: Tool) -> bytes:
    """The page as UTF-8; the same document and reading give the same bytes."""
    document, reading = read.document, read.reading
    marked = marked_text(document.text, reading)
    style = _style(marked.holding)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    title = document.description.title or read.name
    page = (
        environment()
        .get_template("read.html")
        .render(
            it=read,
            described=document.description,
            reading=reading,
            notes=(*document.notes, *reading.notes),
            title=title,
            titled=_begins_with(document.text, title),
            paragraphs=marked.paragraphs,
            colours=speaker_colours(reading.statements),
            speakers=speakers(reading),
            most_speakers=MOST_SPEAKERS,
            held=_held(reading),
            own_title=own_title,
            words_of={"kind": KINDS, "stance": STANCES, "basis": BASES},
            tool=tool,
            style=Markup(style),  # noqa: S704  our own file
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'",
        )
    )
    return page.encode("utf-8", "replace")


def speakers(reading: Reading) -> Sequence[Speaker]:
    """The sources of a reading in the order of their first statement, unresolved ones as one."""
    colours = speaker_colours(reading.statements)
    places: dict[str | None, list[int]] = defaultdict(list)
    for place, one in enumerate(reading.statements):
        places[one.source.name].append(place)
    return [Speaker(name, colours[name], len(at), at[0]) for name, at in places.items()]


def _held(reading: Reading) -> Mapping[int, Sequence[Held]]:
    """Figures and dates by the place of the statement that holds them."""
    held: dict[int, list[Held]] = defaultdict(list)
    for figure in reading.figures:
        if figure.statement is not None:
            held[figure.statement].append(Held(figure.text, figure_line(figure)))
    for date in reading.dates:
        if date.statement is not None:
            held[date.statement].append(Held(date.text, interval_words(date.interval)))
    return held


def _begins_with(text: str, title: str) -> bool:
    """Whether the first paragraph of a text is its title."""
    first = text.lstrip("\n").partition("\n")[0]
    return not text.startswith("\n") and first.split() == title.split() != []


def _style(holding: Sequence[int]) -> str:
    """The style sheet; the words of a statement that holds others light up together."""
    folder = resources.files("firsthand.dossier") / "static"
    sheets = [(folder / name).read_text("utf-8") for name in ("report.css", "read.css")]
    lit = "outline: 2px solid var(--ink)"
    rules = [f"#s{n}:is(:focus-visible, :hover, :target) ~ .x{n} {{ {lit}; }}" for n in holding]
    return "\n".join((*sheets, *rules))
