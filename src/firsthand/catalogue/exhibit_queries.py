"""Exhibits, their captures, and the machine runs over them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select

from firsthand.catalogue import schema
from firsthand.catalogue.asking import is_among
from firsthand.catalogue.records import (
    ExhibitRecord,
    FailureRecord,
    MachineRunRecord,
    PictureRecord,
)
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.entries import Purpose
from firsthand.evidence.exhibits import Exhibit, Tool
from firsthand.evidence.failures import Failure
from firsthand.evidence.footage import MediaDescription
from firsthand.evidence.json_values import from_json, instant_from_text


def exhibits(
    connection: Connection, *, number: str | None = None, digest: str | None = None
) -> tuple[ExhibitRecord, ...]:
    """Exhibits in order of their numbers; all, the one of a number, or those with an object."""
    table = schema.exhibits
    query = _with_body(table).order_by(table.c.ordinal, table.c.entry)
    if number is not None:
        query = query.where(table.c.number == number)
    if digest is not None:
        query = query.where(table.c.digest == digest)
    rows = connection.execute(query).all()
    some = None if number is None and digest is None else {row.digest for row in rows}
    return _records(connection, rows, some)


def next_ordinal(connection: Connection) -> int:
    """The ordinal that the next exhibit gets, from 1."""
    highest = connection.execute(select(func.max(schema.exhibits.c.ordinal))).scalar()
    return (highest or 0) + 1


def captured(connection: Connection) -> tuple[Exhibit, ...]:
    """All exhibits, oldest first."""
    query = _with_body(schema.exhibits).order_by(schema.exhibits.c.entry)
    return tuple(_exhibit(row) for row in connection.execute(query))


def captured_at(connection: Connection, origins: Collection[str]) -> dict[str, tuple[Exhibit, ...]]:
    """Of the origins that something was captured from, what it was, oldest first."""
    table = schema.exhibits
    query = _with_body(table).order_by(table.c.entry)
    found: dict[str, list[Exhibit]] = defaultdict(list)
    for row in connection.execute(query.where(is_among(table.c.origin, origins))):
        found[row.origin].append(_exhibit(row))
    return {origin: tuple(exhibits) for origin, exhibits in found.items()}


def _with_body(table: Table) -> Select[Any]:
    """The rows of exhibits, each with the body of its entry, which holds the whole exhibit."""
    entries = schema.entries
    return select(table, entries.c.body).join(entries, entries.c.entry == table.c.entry)


def _exhibit(row: Row[Any]) -> Exhibit:
    return from_json(Exhibit, json.loads(row.body))


def runs(
    connection: Connection, *, digest: str | None = None, purpose: Purpose | None = None
) -> tuple[MachineRunRecord, ...]:
    """Machine runs in order of the log; those with an input, those of a purpose, or all."""
    query = select(schema.runs).order_by(schema.runs.c.entry)
    if purpose is not None:
        query = query.where(schema.runs.c.purpose == str(purpose))
    if digest is not None:
        inputs = schema.run_inputs.c
        query = query.where(
            schema.runs.c.entry.in_(select(inputs.entry).where(inputs.digest == digest))
        )
    rows = connection.execute(query).all()
    some = None if digest is None and purpose is None else [row.entry for row in rows]
    return _run_records(connection, rows, some)


def failures(connection: Connection, digest: str | None = None) -> tuple[FailureRecord, ...]:
    """What could not be done and still cannot, in order of the log."""
    table = schema.failures
    query = select(table).order_by(table.c.entry, table.c.digest)
    numbers = select(schema.exhibits.c.digest, schema.exhibits.c.number).order_by(
        schema.exhibits.c.ordinal
    )
    if digest is not None:
        query = query.where(table.c.digest == digest)
        numbers = numbers.where(schema.exhibits.c.digest == digest)
    holders: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(numbers):
        holders[row.digest].append(row.number)
    return tuple(
        FailureRecord(
            entry=row.entry,
            exhibits=tuple(holders.get(row.digest, ())),
            digest=row.digest,
            purpose=row.purpose,
            failure=Failure(row.code, row.sentence, row.remedy),
        )
        for row in connection.execute(query)
    )


def _records(
    connection: Connection, rows: Sequence[Row[Any]], some: set[str] | None
) -> tuple[ExhibitRecord, ...]:
    texts, documents = (
        _one(connection, schema.texts, some),
        _one(connection, schema.documents, some),
    )
    readings, media = _one(connection, schema.readings, some), _one(connection, schema.media, some)
    fingerprints = _one(connection, schema.fingerprints, some)
    pictures = _several(connection, schema.pictures, some, schema.pictures.c.seconds)
    done, failed = _runs_by_input(connection, some), _failures_by_digest(connection, some)
    found = []
    for row in rows:
        digest = row.digest
        exhibit = _exhibit(row)
        document, description = documents.get(digest), media.get(digest)
        extracted = document and from_json(DocumentText, json.loads(document.value))
        described = description and from_json(MediaDescription, json.loads(description.value))
        stated = exhibit.capture.facts.get("media_type")
        found.append(
            ExhibitRecord(
                entry=row.entry,
                exhibit=exhibit,
                media_type=document.media_type if document else _words(stated),
                text_digest=texts[digest].text_digest if digest in texts else None,
                document=extracted.description if extracted else None,
                document_digest=document.document_digest if document else None,
                reading_digest=readings[digest].reading_digest if digest in readings else None,
                description=described or None,
                description_digest=description.description_digest if description else None,
                fingerprint_digest=(
                    fingerprints[digest].fingerprint_digest if digest in fingerprints else None
                ),
                pictures=tuple(
                    PictureRecord(p.seconds, p.picture_digest, p.blurred_digest)
                    for p in pictures.get(digest, ())
                ),
                notes=(extracted.notes if extracted else ())
                + (described.notes if described else ()),
                failures=tuple(failed.get(digest, ())),
                runs=tuple(done.get(digest, ())),
            )
        )
    return tuple(found)


def _one(connection: Connection, table: Table, some: set[str] | None) -> dict[str, Row[Any]]:
    query = select(table) if some is None else select(table).where(table.c.digest.in_(some))
    return {row.digest: row for row in connection.execute(query)}


def _several(
    connection: Connection, table: Table, some: set[str] | None, order: ColumnElement[Any]
) -> dict[str, list[Row[Any]]]:
    query = select(table).order_by(order)
    if some is not None:
        query = query.where(table.c.digest.in_(some))
    grouped: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        grouped[row.digest].append(row)
    return grouped


def _runs_by_input(
    connection: Connection, some: set[str] | None
) -> dict[str, list[MachineRunRecord]]:
    grouped: dict[str, list[MachineRunRecord]] = defaultdict(list)
    if some is None:
        # A trace has every exhibit for its input and says nothing about a single one.
        query = select(schema.runs).where(schema.runs.c.purpose != str(Purpose.TRACE))
        records = _run_records(
            connection, connection.execute(query.order_by(schema.runs.c.entry)).all(), None
        )
    else:
        found = {r.entry: r for digest in some for r in runs(connection, digest=digest)}
        records = tuple(found[entry] for entry in sorted(found))
    for record in records:
        for digest in dict.fromkeys(record.inputs):
            if record.purpose is not Purpose.TRACE:
                grouped[digest].append(record)
    return grouped


def _failures_by_digest(
    connection: Connection, some: set[str] | None
) -> dict[str, list[FailureRecord]]:
    grouped: dict[str, list[FailureRecord]] = defaultdict(list)
    found: Iterable[FailureRecord] = (
        failures(connection)
        if some is None
        else (f for digest in sorted(some) for f in failures(connection, digest))
    )
    for failure in found:
        grouped[failure.digest].append(failure)
    return grouped


def _run_records(
    connection: Connection, rows: Sequence[Row[Any]], some: Sequence[int] | None
) -> tuple[MachineRunRecord, ...]:
    inputs: dict[int, list[str]] = defaultdict(list)
    outputs: dict[int, dict[str, str]] = defaultdict(dict)
    for table in (schema.run_inputs, schema.run_outputs):
        order = table.c.position if table is schema.run_inputs else table.c.name
        query = select(table).order_by(table.c.entry, order)
        for batch in [None] if some is None else _batches(some):
            part = query if batch is None else query.where(table.c.entry.in_(batch))
            for row in connection.execute(part):
                if table is schema.run_inputs:
                    inputs[row.entry].append(row.digest)
                else:
                    outputs[row.entry][row.name] = row.digest
    found = []
    for row in rows:
        value = json.loads(row.value)
        found.append(
            MachineRunRecord(
                entry=row.entry,
                purpose=Purpose(row.purpose),
                tool=from_json(Tool, value["tool"]),
                time=instant_from_text(row.time),
                inputs=tuple(inputs[row.entry]),
                outputs=dict(outputs[row.entry]),
                failure=None if value["failure"] is None else from_json(Failure, value["failure"]),
                confinement=value["confinement"],
            )
        )
    return tuple(found)


def _batches(entries: Sequence[int]) -> list[Sequence[int]]:
    # SQLite takes a limited number of values in one query.
    return [entries[low : low + 500] for low in range(0, len(entries), 500)]


def _words(value: Any) -> str | None:
    return value if isinstance(value, str) else None
