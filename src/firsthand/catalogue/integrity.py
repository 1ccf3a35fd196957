"""Whether the catalogue's file is sound below its rows: pages, indices, and the text index."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

_MOST = 5


def faults(connection: Connection, text_index: str) -> tuple[str, ...]:
    """What SQLite's own checks find, in its words; nothing for a sound file.

    An index that disagrees with its table answers questions wrongly though every row is right, so
    comparing rows is not enough.
    """
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})").scalars().all()
    said = [str(line) for line in found if line != "ok"]
    try:
        connection.exec_driver_sql(
            f"INSERT INTO {text_index} ({text_index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
        )
    except DatabaseError as error:
        if "readonly" not in str(error.orig):  # it writes nothing, but has the form of a write
            said.append(f"the text index: {error.orig}")
    return tuple(said)
