"""Rows on their way into the catalogue: staged an entry at a time, written many at once.

What an entry gives is staged first and checked for what SQLite cannot hold, so that an entry that
does not fit leaves nothing behind. A batch keeps the rows of many entries back and writes them
together, unless something must be cleared first.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.dialects import sqlite

from firsthand.catalogue import schema
from firsthand.catalogue.asking import is_among
from firsthand.evidence.entries import Entry, Purpose
from firsthand.evidence.errors import MalformedValueError

_WIDEST = 2**63
_TABLES = (*schema.metadata.sorted_tables, schema.search_texts)
_Step = tuple[Table, dict[str, Any] | None, dict[str, Any]]


class Rows:
    """The rows of one entry: what to clear, then what to put, in order."""

    def __init__(self) -> None:
        self.steps: list[_Step] = []

    def put(self, table: Table, **row: Any) -> None:
        """Stage a row; one with the same key is replaced. Raises `MalformedValueError`."""
        for name, value in row.items():
            kind = type(value)
            if not (value.isascii() if kind is str else kind is int and abs(value) < _WIDEST):
                _check(name, value)
        self.steps.append((table, row, {}))

    def clear(self, table: Table, **where: Any) -> None:
        """Stage the removal of the rows with these values."""
        self.steps.append((table, None, where))


class Batch:
    """Rows of many entries in one transaction; `objects` and `done` say what there is already.

    `objects` are the captured objects and `done` the objects with the purposes of their runs, of
    those that the batch's entries name.
    """

    def __init__(self, connection: Connection, named: Iterable[str]) -> None:
        self._connection = connection
        self._waiting: dict[Table, list[dict[str, Any]]] = {table: [] for table in _TABLES}
        self.objects: set[str] = set()
        self.done: set[tuple[str, str]] = set()
        self._find(set(named))

    def write(self, rows: Rows) -> None:
        """Take over the rows of an entry."""
        for table, row, where in rows.steps:
            if row is not None:
                self._waiting[table].append(row)
                continue
            self.flush()
            if table is schema.search_texts:
                self._forget_text(where["digest"])
                continue
            matching = (table.c[name] == value for name, value in where.items())
            self._connection.execute(delete(table).where(*matching))

    def flush(self) -> None:
        """Write what waits."""
        for table, rows in self._waiting.items():
            if rows:
                statement, in_order = _putting(table)
                self._connection.exec_driver_sql(statement, [in_order(row) for row in rows])
                rows.clear()

    def finish(self, applied: int) -> None:
        """Write what waits, and how many entries the catalogue holds now."""
        self.flush()
        self._connection.execute(update(schema.progress).values(applied=applied))

    def objects_with_text(self, text_digest: str) -> list[str]:
        """The objects whose extracted text has this digest."""
        self.flush()
        owners = select(schema.texts.c.digest).where(schema.texts.c.text_digest == text_digest)
        return sorted(self._connection.execute(owners).scalars())

    def _find(self, named: set[str]) -> None:
        inputs, runs = schema.run_inputs.c, schema.runs.c
        joined = schema.run_inputs.join(schema.runs, runs.entry == inputs.entry)
        digest = schema.objects.c.digest
        held = select(digest).where(is_among(digest, named))
        self.objects.update(self._connection.execute(held).scalars())
        ran = select(inputs.digest, runs.purpose).select_from(joined)
        for row in self._connection.execute(ran.where(is_among(inputs.digest, named))):
            self.done.add((row.digest, row.purpose))

    def _forget_text(self, digest: str) -> None:
        of_object = select(schema.texts.c.entry).where(schema.texts.c.digest == digest)
        before = self._connection.execute(of_object).scalar()
        if before is not None:
            rowid = schema.search_texts.c.rowid
            self._connection.execute(delete(schema.search_texts).where(rowid == before))


def digests_named(entries: Iterable[Entry]) -> Iterable[str]:
    """The objects that entries are about, as far as they have the shape to say so."""
    for entry in entries:
        digest, inputs = entry.body.get("digest"), entry.body.get("inputs")
        if isinstance(digest, str):
            yield digest
        # A trace's inputs say nothing about a single object, and may be every one there is.
        if isinstance(inputs, list | tuple) and entry.body.get("purpose") != Purpose.TRACE:
            yield from (one for one in inputs if isinstance(one, str))


@functools.cache
def _putting(table: Table) -> tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]]]:
    """The statement that puts a row into a table, and what brings a row into its order.

    Rows by the thousand go to the driver as they are: SQLAlchemy would take as long as SQLite.
    """
    insert = table.insert()
    if table is not schema.search_texts:  # virtual tables know no replacing
        insert = insert.prefix_with("OR REPLACE")
    return str(insert.compile(dialect=sqlite.dialect())), itemgetter(*table.columns.keys())


def storable(text: str) -> str:
    """The text with what UTF-8 cannot hold (lone surrogates) written as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _check(name: str, value: Any) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise MalformedValueError(f"{name} is not Unicode text") from None
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise MalformedValueError(f"{name} should be a finite number")
    elif isinstance(value, int) and not -_WIDEST <= value < _WIDEST:
        raise MalformedValueError(f"{name} is too large a number")
