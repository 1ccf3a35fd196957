"""Rebuild: make the catalogue anew from the log and the objects."""

from __future__ import annotations

from firsthand.operations.case import Case
from firsthand.operations.progress import Progress


def rebuild(case: Case, progress: Progress) -> int:
    """Empty the catalogue and apply every entry again; returns how many there were."""
    checkpoint = case.log.checkpoint()
    size = 0 if checkpoint is None else checkpoint.checkpoint.size
    progress.begin("Rebuilding the catalogue", size)
    case.catalogue.clear()
    case.catch_up()
    return size
