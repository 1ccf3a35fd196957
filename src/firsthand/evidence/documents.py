"""Documents: the text of an exhibit and what the document says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval


@dataclass(frozen=True, slots=True)
class DocumentDescription:
    """What a document says about itself; nothing here is verified.

    `raw` keeps the unparsed values (JSON-LD blocks, meta tags, mail headers, PDF information)
    beside the parsed ones.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    published: TimeInterval = UNKNOWN_TIME
    address: str | None = None
    language: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document, extracted once; every later offset counts its characters.

    Lines end in a single line feed, paragraphs are separated by an empty line, and the text is
    otherwise as the document has it. `notes` says what was left out or could not be read.
    """

    text: str
    media_type: str
    description: DocumentDescription = DocumentDescription()
    notes: tuple[str, ...] = ()
