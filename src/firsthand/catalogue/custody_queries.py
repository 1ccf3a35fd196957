"""The case, its actors, entries, settings, timestamps and seals."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from firsthand.catalogue import schema
from firsthand.catalogue.records import (
    ActorRecord,
    CaseRecord,
    Counts,
    EntryRecord,
    SealRecord,
    TimestampRecord,
)
from firsthand.evidence.entries import Act
from firsthand.evidence.json_values import instant_from_text


def case(connection: Connection) -> CaseRecord | None:
    """The case as it was opened; `None` in an empty catalogue."""
    row = connection.execute(select(schema.cases).order_by(schema.cases.c.entry)).first()
    return None if row is None else CaseRecord(row.id, row.name, row.log_origin, row.log_key)


def actors(connection: Connection) -> tuple[ActorRecord, ...]:
    """The actors in order of the entries that brought them in."""
    query = select(schema.actors).order_by(schema.actors.c.entry, schema.actors.c.key)
    return tuple(ActorRecord(r.key, r.name, r.entry) for r in connection.execute(query))


def settings_digest(connection: Connection) -> str | None:
    """The digest of the settings that were recorded last."""
    query = select(schema.settings.c.digest).order_by(schema.settings.c.entry.desc())
    return connection.execute(query).scalar()


def entries(
    connection: Connection, start: int = 0, end: int | None = None
) -> tuple[EntryRecord, ...]:
    """Entries from index `start` to `end` (exclusive)."""
    table = schema.entries
    query = select(table).where(table.c.entry >= start).order_by(table.c.entry)
    if end is not None:
        query = query.where(table.c.entry < end)
    return tuple(
        EntryRecord(
            r.entry, Act(r.act), r.actor, instant_from_text(r.time), json.loads(r.body)
        )
        for r in connection.execute(query)
    )  # fmt: skip


def entries_about(connection: Connection, digest: str) -> tuple[int, ...]:
    """The entries that captured an object, used it as input or made it, in order."""
    queries = (
        select(table.c.entry).where(table.c.digest == digest)
        for table in (schema.exhibits, schema.run_inputs, schema.run_outputs)
    )
    return tuple(sorted({entry for q in queries for entry in connection.execute(q).scalars()}))


def timestamps(connection: Connection) -> tuple[TimestampRecord, ...]:
    """The timestamp tokens in order of the log."""
    query = select(schema.timestamps).order_by(schema.timestamps.c.entry)
    return tuple(
        TimestampRecord(r.entry, r.authority, r.size, r.root, r.token, instant_from_text(r.time))
        for r in connection.execute(query)
    )


def seals(connection: Connection) -> tuple[SealRecord, ...]:
    """The seals in order of the log."""
    query = select(schema.seals).order_by(schema.seals.c.entry)
    return tuple(
        SealRecord(r.entry, r.size, r.root, r.tagmanifest, instant_from_text(r.time))
        for r in connection.execute(query)
    )


def counts(connection: Connection) -> Counts:
    """How much of everything there is; what one object holds counts for each of its exhibits."""
    numbers = {
        name: connection.execute(
            select(func.count()).select_from(schema.metadata.tables[name])
        ).scalar_one()
        for name in (
            *("entries", "actors", "exhibits", "objects", "documents", "media", "matches"),
            *("families", "failures", "timestamps", "seals"),
        )
    }
    for name in ("statements", "figures", "dates", "places"):
        table = schema.metadata.tables[name]
        joined = table.join(schema.exhibits, schema.exhibits.c.digest == table.c.digest)
        numbers[name] = connection.execute(select(func.count()).select_from(joined)).scalar_one()
    return Counts(**numbers)
