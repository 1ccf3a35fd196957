"""Who said what, which figures, dates and places stand where, and full text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Table, func, select, text

from firsthand.catalogue import schema
from firsthand.catalogue.folding import folded
from firsthand.catalogue.records import (
    DateRecord,
    FigureRecord,
    PlaceRecord,
    SearchHit,
    StatementRecord,
)
from firsthand.catalogue.snippets import match_expression, snippet
from firsthand.evidence.json_values import from_json
from firsthand.evidence.statements import DateMention, Figure, PlaceMention, Statement

T = TypeVar("T")


def statements(
    connection: Connection, *, source: str | None = None, exhibit: str | None = None
) -> tuple[StatementRecord, ...]:
    """Statements in order of exhibit and place.

    `source` is part of a name, role or link of the chain, without regard to case and accents.
    """
    table = schema.statements
    query = _in_exhibits(table, exhibit)
    if source is not None:
        query = query.where(func.instr(table.c.source_folded, folded(source)) > 0)
    return tuple(
        StatementRecord(row.number, row.position, from_json(Statement, json.loads(row.value)))
        for row in connection.execute(query)
    )


def figures(connection: Connection, exhibit: str | None = None) -> tuple[FigureRecord, ...]:
    """Figures in order of exhibit and place."""
    found = _mentions(connection, schema.figures, Figure, exhibit)
    return tuple(FigureRecord(number, figure) for number, figure in found)


def dates(connection: Connection, exhibit: str | None = None) -> tuple[DateRecord, ...]:
    """Date mentions in order of exhibit and place."""
    found = _mentions(connection, schema.dates, DateMention, exhibit)
    return tuple(DateRecord(number, date) for number, date in found)


def places(connection: Connection, exhibit: str | None = None) -> tuple[PlaceRecord, ...]:
    """Place mentions in order of exhibit and place."""
    found = _mentions(connection, schema.places, PlaceMention, exhibit)
    return tuple(PlaceRecord(number, place) for number, place in found)


def search(connection: Connection, query: str, limit: int = 100) -> tuple[SearchHit, ...]:
    """Exhibits whose title or text has all words of `query`, best first.

    See `match_expression` for what a query means; no query is wrong.
    """
    wanted = match_expression(query)
    if not wanted:
        return ()
    hits = connection.execute(
        text(
            "SELECT e.number, t.title, t.text FROM search_texts AS s "
            "JOIN texts AS t ON t.digest = s.digest "
            "JOIN exhibits AS e ON e.digest = t.digest "
            "WHERE search_texts MATCH :wanted ORDER BY bm25(search_texts), e.ordinal LIMIT :limit"
        ),
        {"wanted": wanted, "limit": limit},
    )
    return tuple(SearchHit(hit.number, hit.title, snippet(hit.text, query)) for hit in hits)


def _in_exhibits(table: Table, exhibit: str | None) -> Any:
    exhibits = schema.exhibits.c
    query = (
        select(table, exhibits.number)
        .join(schema.exhibits, exhibits.digest == table.c.digest)
        .order_by(exhibits.ordinal, exhibits.entry, table.c.position)
    )
    return query if exhibit is None else query.where(exhibits.number == exhibit)


def _mentions(
    connection: Connection, table: Table, kind: type[T], exhibit: str | None
) -> Iterator[tuple[str, T]]:
    rows: list[Row[Any]] = list(connection.execute(_in_exhibits(table, exhibit)))
    for row in rows:
        yield row.number, from_json(kind, json.loads(row.value))
