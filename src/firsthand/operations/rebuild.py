"""Rebuild: make the catalogue anew from the log and the objects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from firsthand.catalogue import catalogue
from firsthand.evidence.entries import Entry
from firsthand.operations.case import entries_of, read_object
from firsthand.operations.progress import Progress
from firsthand.vault.custody_log import CustodyLog
from firsthand.vault.object_store import ObjectStore


def rebuild(path: Path, log: CustodyLog, objects: ObjectStore, progress: Progress) -> int:
    """Make the catalogue at `path` anew, whatever is there; returns how many entries it holds."""
    checkpoint = log.checkpoint()
    size = 0 if checkpoint is None else checkpoint.checkpoint.size
    progress.begin("Rebuilding the catalogue", size)

    def entries() -> Iterator[tuple[int, Entry]]:
        for index, entry in entries_of(log, 0, size):
            yield index, entry
            progress.step(entry.act)

    catalogue.rebuild(path, entries(), partial(read_object, objects)).close()
    return size
