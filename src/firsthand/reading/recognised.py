"""What was recognised in the pictures of scanned pages, as it is handed to the extractor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Recognised:
    """Text recognised in pages that are pictures.

    `program` names what recognised it with its version, empty where no such program is installed.
    `pages` gives the paragraphs of each page (numbers from 1, as text) in which something was
    recognised; `notes` say page by page how, and what was left out.
    """

    program: str = ""
    pages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
