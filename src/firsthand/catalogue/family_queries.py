"""Matches, families and shown moments of the newest trace."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import Connection, Table, or_, select

from firsthand.catalogue import schema
from firsthand.catalogue.records import FamilyRecord, MatchRecord, MomentRecord, PictureRecord
from firsthand.evidence.families import Appearance, Family, FamilyKind, Origin, Tie
from firsthand.evidence.footage import Match, Moment
from firsthand.evidence.json_values import from_json


def matches(connection: Connection, exhibit: str | None = None) -> tuple[MatchRecord, ...]:
    """Matches as traced; all, or those of one exhibit."""
    table = schema.matches
    query = select(table).order_by(table.c.position)
    if exhibit is not None:
        query = query.where(or_(table.c.a == exhibit, table.c.b == exhibit))
    return tuple(
        MatchRecord(row.entry, from_json(Match, json.loads(row.value)))
        for row in connection.execute(query)
    )


def moments(connection: Connection) -> tuple[MomentRecord, ...]:
    """The moments to be shown side by side, in the order of their families."""
    found = []
    for row in connection.execute(select(schema.moments).order_by(schema.moments.c.position)):
        moment = from_json(Moment, json.loads(row.value))
        a = PictureRecord(moment.a_seconds, row.a_picture, row.a_blurred)
        b = PictureRecord(moment.b_seconds, row.b_picture, row.b_blurred)
        found.append(MomentRecord(row.entry, moment, a, b))
    return tuple(found)


def families(
    connection: Connection, *, kind: FamilyKind | None = None, exhibit: str | None = None
) -> tuple[FamilyRecord, ...]:
    """Families as traced; all, those of a kind, those that an exhibit appears in."""
    table = schema.families
    query = select(table).order_by(table.c.position)
    if kind is not None:
        query = query.where(table.c.kind == str(kind))
    if exhibit is not None:
        appearing = schema.appearances.c
        query = query.where(
            table.c.position.in_(select(appearing.family).where(appearing.exhibit == exhibit))
        )
    appearances = _values(connection, schema.appearances)
    ties = _values(connection, schema.ties)
    return tuple(
        FamilyRecord(
            row.entry,
            Family(
                name=row.name,
                kind=FamilyKind(row.kind),
                appearances=tuple(
                    from_json(Appearance, json.loads(v)) for v in appearances[row.position]
                ),
                ties=tuple(from_json(Tie, json.loads(v)) for v in ties[row.position]),
                origin=from_json(Origin, json.loads(row.origin)),
            ),
        )
        for row in connection.execute(query)
    )


def _values(connection: Connection, table: Table) -> dict[int, list[str]]:
    query = select(table.c.family, table.c.value).order_by(table.c.family, table.c.position)
    grouped: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        grouped[row.family].append(row.value)
    return grouped
