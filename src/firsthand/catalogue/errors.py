"""What can go wrong with a catalogue; the way out is always to build it again."""

from __future__ import annotations

from firsthand.evidence.errors import FirsthandError

REBUILD = "Run `firsthand rebuild`: the catalogue is derived from the log and the objects."


class CatalogueError(FirsthandError):
    """The catalogue cannot be read or written; nothing of the case itself is lost by that."""

    def __init__(self, message: str, *, remedy: str = REBUILD) -> None:
        super().__init__(message, remedy=remedy)


class CatalogueGapError(CatalogueError):
    """An entry was applied before one that comes earlier in the log."""


class CatalogueUnwritableError(CatalogueError):
    """There is no room for the catalogue, or it may not be written."""

    exit_status = 6
