"""One digest over all rows, to compare a catalogue with one that was built again."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import Connection, select, text

from firsthand.catalogue.schema import SCHEMA_VERSION, metadata


def row_digest(connection: Connection) -> str:
    """Lower-case hex SHA-256 over every row of every table, in order of name and key.

    Two catalogues of one log and its objects have the same digest, whenever and in however many
    steps they were built; how SQLite stores the rows has no part in it.
    """
    digest = hashlib.sha256(f"firsthand catalogue {SCHEMA_VERSION}\n".encode())
    for name in sorted(metadata.tables):
        table = metadata.tables[name]
        digest.update(f"{name} {','.join(table.columns.keys())}\n".encode())
        rows = connection.execute(select(table).order_by(*table.primary_key.columns))
        for row in rows:
            digest.update(_line(tuple(row)))
    digest.update(b"search_texts rowid,title,text,digest\n")
    searched = text("SELECT rowid, title, text, digest FROM search_texts ORDER BY rowid")
    for row in connection.execute(searched):
        digest.update(_line(tuple(row)))
    return digest.hexdigest()


def _line(values: tuple[object, ...]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
