"""The outlet of the document itself: from its description, or from its head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.spans import Span
from firsthand.evidence.statements import SourceKind
from firsthand.reading.lexicon import words
from firsthand.reading.names import kind_of_name

_HEAD_PARAGRAPHS = 8
_BYLINE = re.compile(r"^(?:[Bb]y|BY)\s+(?P<names>[^,\n|]{3,60})[,|]\s*(?P<outlet>[^,\n|]{3,60})$")
_NAMES = re.compile(
    r"^(?:[Bb]y\s+)?[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){1,3}"
    r"(?:(?:,\s*and\s|,\s|\sand\s)[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){1,3}){0,5}$"
)
_DATELINE_AGENCY = re.compile(
    r"^[A-Z][\w .,'’-]{2,40}\s?\((?P<agency>[A-Z][\w .&-]{1,30})\)\s?[-–—]"
)


def own_outlet(  # noqa: PLR0911  the first rule that fits
    text: str, paragraphs: Sequence[Span], description: DocumentDescription | None
) -> str | None:
    """The name of the outlet that published the document, `None` where nothing says it."""
    if description is not None and description.outlet:
        return description.outlet
    head = [
        p.of(text).partition(" | ")[0]  # "The Harbour Times | 12 October"
        if not _BYLINE.match(p.of(text))
        else p.of(text)
        for p in paragraphs[:_HEAD_PARAGRAPHS]
        if p.end - p.start <= 200
    ]
    for index, line in enumerate(head):
        byline = _BYLINE.match(line)
        if byline and not _is_people(byline["outlet"], byline["names"]):
            return byline["outlet"].strip()
        if index > 0 and _is_outlet_line(line) and _NAMES.match(head[index - 1]):
            return line.strip()
        if index > 0 and _is_outlet_line(line) and len(line.split()) > 1:
            return line.strip()
        published = re.match(r"(?:Published|Posted|First published) (?:by|in) (?P<outlet>.+)", line)
        if published and _is_outlet_line(published["outlet"]):
            return re.sub(r"^the\s", "", published["outlet"].strip())
        following = head[index + 1] if index + 1 < len(head) else ""
        if _is_outlet_line(line) and re.match(r"(?:[Bb]y|BY)\s[A-Z]", following):
            return line.strip()
    for paragraph in paragraphs[:4]:
        agency = _DATELINE_AGENCY.match(text[paragraph.start : paragraph.start + 90])
        if agency:
            return agency["agency"].strip()
    return None


def own_author(description: DocumentDescription | None) -> str | None:
    """The one person who wrote the document, `None` when there are several or it is a body."""
    if description is None or len(description.authors) != 1:
        return None
    (author,) = description.authors
    parts = author.split()
    person = 2 <= len(parts) <= 4 and kind_of_name(parts) is SourceKind.PERSON
    return author if person else None


def _is_outlet_line(line: str) -> bool:
    parts = line.strip().split()
    if not 1 <= len(parts) <= 6 or line.strip()[-1] in ".!?:;,":
        return False
    capital = all(p[0].isupper() or p.lower() in {"of", "the", "and", "&"} for p in parts)
    if not capital:
        return False
    body = parts[1:] if parts[0].lower() == "the" and len(parts) > 1 else parts
    return kind_of_name(body) is SourceKind.OUTLET or (
        len(body) == 1 and body[0].lower() in words("known_outlets")
    )


def _is_people(outlet: str, names: str) -> bool:
    if kind_of_name(outlet.split()) is SourceKind.PERSON and len(outlet.split()) in {2, 3}:
        return not outlet.lower().startswith("the ")
    return not names.strip()
