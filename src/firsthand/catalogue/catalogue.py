"""The catalogue of one case: what questions are answered from.

Derived from the log and the objects: it can be deleted at any time and built again to the same
rows. Entries are applied in the order of the log, each at most once; how far it has come is
written in the same transaction as the rows. Several processes may apply and ask at once: one
writes at a time, the others wait and then find the work done.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine

from firsthand.catalogue import (
    custody_queries,
    exhibit_queries,
    family_queries,
    integrity,
    statement_queries,
)
from firsthand.catalogue import row_digest as digests
from firsthand.catalogue.applying import applied_count, apply_entries
from firsthand.catalogue.database import guarded, into_one_file, open_engine, reading, writing
from firsthand.catalogue.errors import CatalogueGapError
from firsthand.catalogue.outcomes import ReadObject
from firsthand.catalogue.records import (
    ActorRecord,
    CaseRecord,
    Counts,
    DateRecord,
    EntryRecord,
    ExhibitRecord,
    FailureRecord,
    FamilyRecord,
    FigureRecord,
    MachineRunRecord,
    MatchRecord,
    MomentRecord,
    PlaceRecord,
    SealRecord,
    SearchHit,
    StatementRecord,
    TimestampRecord,
)
from firsthand.catalogue.schema import TEXT_INDEX
from firsthand.evidence.entries import Entry, Purpose
from firsthand.evidence.errors import MissingThingError
from firsthand.evidence.exhibits import Exhibit
from firsthand.evidence.families import FamilyKind

#: Entries applied in one transaction: few enough that no other process waits long.
_BATCH = 500


class Catalogue:
    """Open one with `Catalogue.open`; every method is one transaction.

    All methods raise `CatalogueError` where the file cannot be used.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path = path
        self._engine = engine

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Catalogue:
        """Open the catalogue at `path`, an empty one where there is none.

        With `read_only` nothing is written beside it either, and nobody else may be writing it.
        Raises `CatalogueError` for a damaged file, a foreign one, or another version's.
        """
        return cls(path, open_engine(path, read_only=read_only))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _asking(self) -> Iterator[Connection]:
        with guarded(self._path), reading(self._engine) as connection:
            yield connection

    @property
    def applied(self) -> int:
        """How many entries it holds: it is up to date with a log of this size."""
        with self._asking() as connection:
            return applied_count(connection)

    def apply(self, index: int, entry: Entry, read_object: ReadObject) -> None:
        """Apply the entry with this index, or nothing where that was done before.

        Raises `CatalogueGapError` where an earlier entry is missing.
        """
        self.apply_all([(index, entry)], read_object)

    def apply_all(self, entries: Iterable[tuple[int, Entry]], read_object: ReadObject) -> int:
        """Apply entries in order, in batches; the number of those that were new is returned.

        A batch is written whole or not at all; interrupted, the next call goes on where the last
        whole batch ended.
        """
        new = 0
        waiting = iter(entries)
        while batch := list(itertools.islice(waiting, _BATCH)):
            with guarded(self._path), writing(self._engine) as connection:
                applied = applied_count(connection)
                fresh = self._following(applied, batch)
                if fresh:
                    apply_entries(connection, applied, fresh, read_object)
                new += len(fresh)
        return new

    def _following(self, applied: int, batch: Sequence[tuple[int, Entry]]) -> list[Entry]:
        """The entries of a batch that come after the applied ones, without a gap."""
        fresh: list[Entry] = []
        for index, entry in batch:
            if index > applied + len(fresh):
                raise CatalogueGapError(
                    f"Entry {index} cannot be applied to {self._path}, "
                    f"which holds entries up to {applied + len(fresh) - 1} only."
                )
            if index == applied + len(fresh):
                fresh.append(entry)
        return fresh

    def row_digest(self) -> str:
        """One digest over all rows, equal for equal logs and objects (lower-case hex SHA-256)."""
        with self._asking() as connection:
            return digests.row_digest(connection)

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file below its rows, in SQLite's words; none if it is sound."""
        with self._asking() as connection:
            return integrity.faults(connection, TEXT_INDEX)

    def case(self) -> CaseRecord | None:
        """The case as it was opened; `None` before its first entry was applied."""
        with self._asking() as connection:
            return custody_queries.case(connection)

    def actors(self) -> tuple[ActorRecord, ...]:
        """The actors in order of the log."""
        with self._asking() as connection:
            return custody_queries.actors(connection)

    def settings_digest(self) -> str | None:
        """The digest of the settings recorded last."""
        with self._asking() as connection:
            return custody_queries.settings_digest(connection)

    def entries(self, start: int = 0, end: int | None = None) -> tuple[EntryRecord, ...]:
        """Entries from index `start` to `end` (exclusive)."""
        with self._asking() as connection:
            return custody_queries.entries(connection, start, end)

    def entries_about(self, digest: str) -> tuple[int, ...]:
        """The indices of the entries that captured, used or made an object."""
        with self._asking() as connection:
            return custody_queries.entries_about(connection, digest)

    def timestamps(self) -> tuple[TimestampRecord, ...]:
        """The timestamp tokens in order of the log."""
        with self._asking() as connection:
            return custody_queries.timestamps(connection)

    def seals(self) -> tuple[SealRecord, ...]:
        """The seals in order of the log."""
        with self._asking() as connection:
            return custody_queries.seals(connection)

    def counts(self) -> Counts:
        """How much of everything there is."""
        with self._asking() as connection:
            return custody_queries.counts(connection)

    def exhibits(self) -> tuple[ExhibitRecord, ...]:
        """All exhibits in order of their numbers."""
        with self._asking() as connection:
            return exhibit_queries.exhibits(connection)

    def exhibit(self, number: str) -> ExhibitRecord:
        """The exhibit of a number; raises `MissingThingError`."""
        with self._asking() as connection:
            found = exhibit_queries.exhibits(connection, number=number)
        if not found:
            raise MissingThingError(
                f"This case has no exhibit {number}.",
                remedy="`firsthand status` lists the exhibits.",
            )
        return found[0]

    def by_digest(self, digest: str) -> tuple[ExhibitRecord, ...]:
        """The exhibits that have this object."""
        with self._asking() as connection:
            return exhibit_queries.exhibits(connection, digest=digest)

    def next_ordinal(self) -> int:
        """The ordinal that the next exhibit gets, from 1."""
        with self._asking() as connection:
            return exhibit_queries.next_ordinal(connection)

    def captured(self) -> tuple[Exhibit, ...]:
        """All exhibits, oldest first."""
        with self._asking() as connection:
            return exhibit_queries.captured(connection)

    def captured_at(self, origins: Collection[str]) -> dict[str, tuple[Exhibit, ...]]:
        """Of these origins, those that exhibits were captured from, with them, oldest first."""
        with self._asking() as connection:
            return exhibit_queries.captured_at(connection, origins)

    def runs(
        self, digest: str | None = None, purpose: Purpose | None = None
    ) -> tuple[MachineRunRecord, ...]:
        """Machine runs with an input, of a purpose, or all, in order of the log."""
        with self._asking() as connection:
            return exhibit_queries.runs(connection, digest=digest, purpose=purpose)

    def failures(self) -> tuple[FailureRecord, ...]:
        """What could not be done and still cannot, in order of the log."""
        with self._asking() as connection:
            return exhibit_queries.failures(connection)

    def statements(
        self, source: str | None = None, exhibit: str | None = None
    ) -> tuple[StatementRecord, ...]:
        """Statements; `source` is part of a name, role or chain, in any case and accents."""
        with self._asking() as connection:
            return statement_queries.statements(connection, source=source, exhibit=exhibit)

    def figures(self, exhibit: str | None = None) -> tuple[FigureRecord, ...]:
        """Figures in order of exhibit and place."""
        with self._asking() as connection:
            return statement_queries.figures(connection, exhibit)

    def dates(self, exhibit: str | None = None) -> tuple[DateRecord, ...]:
        """Date mentions in order of exhibit and place."""
        with self._asking() as connection:
            return statement_queries.dates(connection, exhibit)

    def places(self, exhibit: str | None = None) -> tuple[PlaceRecord, ...]:
        """Place mentions in order of exhibit and place."""
        with self._asking() as connection:
            return statement_queries.places(connection, exhibit)

    def search(self, query: str, limit: int = 100) -> tuple[SearchHit, ...]:
        """Exhibits whose title or text has all words of `query`, best first; no query is wrong."""
        with self._asking() as connection:
            return statement_queries.search(connection, query, limit)

    def matches(self, exhibit: str | None = None) -> tuple[MatchRecord, ...]:
        """Matches of the newest trace, all or those of one exhibit."""
        with self._asking() as connection:
            return family_queries.matches(connection, exhibit)

    def moments(self) -> tuple[MomentRecord, ...]:
        """What the newest trace made pictures of, to be shown side by side."""
        with self._asking() as connection:
            return family_queries.moments(connection)

    def families(
        self, kind: FamilyKind | None = None, exhibit: str | None = None
    ) -> tuple[FamilyRecord, ...]:
        """Families of the newest trace, all, of a kind, or of one exhibit."""
        with self._asking() as connection:
            return family_queries.families(connection, kind=kind, exhibit=exhibit)


def rebuild(path: Path, entries: Iterable[tuple[int, Entry]], read_object: ReadObject) -> Catalogue:
    """Build the catalogue at `path` from nothing and put it in the place of what was there.

    The old file, damaged or not, stays until the new one is whole; a crash leaves a file ending
    in `.rebuilding`, which the next rebuild removes.
    """
    fresh = path.with_name(f"{path.name}.rebuilding")
    _remove(fresh)
    with Catalogue.open(fresh) as catalogue:
        catalogue.apply_all(entries, read_object)
    with guarded(fresh):
        into_one_file(fresh)
    # The old write-ahead log must go first, or it would be read into the new file.
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    fresh.replace(path)
    return Catalogue.open(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
