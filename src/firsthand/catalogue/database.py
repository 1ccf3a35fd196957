"""The SQLite file itself: opening, locking, and what is wrong with it in words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DatabaseError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from firsthand.catalogue.errors import CatalogueError, CatalogueUnwritableError
from firsthand.catalogue.schema import APPLICATION_ID, CREATE_SEARCH, SCHEMA_VERSION, metadata

#: How long a process waits for another that is writing, in milliseconds.
_PATIENCE = 120_000
#: How long the write-ahead log may grow (16 MiB) before it is moved into the file, with two waits.
_PAGES_LOGGED = 4096


def open_engine(path: Path, *, read_only: bool) -> Engine:
    """An engine over the catalogue at `path`, its tables made where there were none.

    Raises `CatalogueError` for a file that is no catalogue, is damaged, or has another version.
    """
    address = f"{path.absolute().as_uri()}?mode={'ro&immutable=1' if read_only else 'rwc'}"
    engine = create_engine(
        "sqlite://", creator=lambda: _connect(address, read_only=read_only), poolclass=QueuePool
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "connect", _owned)
    event.listen(engine, "checkout", _require_own)
    with guarded(path), writing(engine) if not read_only else reading(engine) as connection:
        _check_or_create(connection, path, read_only=read_only)
    return engine


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its start; other writers wait."""
    with (
        engine.connect().execution_options(firsthand_writes=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state throughout and hinders no writer."""
    with engine.connect() as connection, connection.begin():
        yield connection


def into_one_file(path: Path) -> None:
    """Move everything out of the write-ahead log, so that the file can be moved by itself."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file into a `CatalogueError`."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig)
        if "locked" in said or "busy" in said:
            raise CatalogueError(
                f"Another process has kept {path} locked for {_PATIENCE // 1000} seconds.",
                remedy="Wait until it has finished, then try again.",
            ) from error
        if "full" in said or "readonly" in said or "unable to open" in said:
            raise CatalogueUnwritableError(
                f"{path} cannot be written: {said}.",
                remedy="Make room or give yourself the right to write there, then try again.",
            ) from error
        raise CatalogueError(f"{path} cannot be used: {said}.") from error
    except DatabaseError as error:
        raise CatalogueError(f"{path} is damaged or no catalogue: {error.orig}.") from error
    except sqlite3.Error as error:
        raise CatalogueError(f"{path} cannot be used: {error}.") from error


def _connect(address: str, *, read_only: bool) -> sqlite3.Connection:
    # Transactions are begun by _begin, not by the driver, which would begin them too late.
    # The pool gives a connection to one thread at a time.
    connection = sqlite3.connect(
        address,
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE / 1000,
        check_same_thread=False,
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    if not read_only:
        # Derived data: a power cut may lose the last transactions but not break the file; the
        # entries are then applied again.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_LOGGED}")
    return connection


def _owned(_: object, entry: ConnectionPoolEntry) -> None:
    entry.info["process"] = os.getpid()


def _require_own(_: object, entry: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
    # SQLite's locks break where a connection is carried across a fork; the child makes its own.
    if entry.info["process"] != os.getpid():
        entry.dbapi_connection = None  # type: ignore[misc]
        proxy.dbapi_connection = None  # type: ignore[misc]
        raise DisconnectionError("this connection belongs to another process")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("firsthand_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _check_or_create(connection: Connection, path: Path, *, read_only: bool) -> None:
    identity = connection.exec_driver_sql("PRAGMA application_id").scalar()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if tables == 0 and not read_only:
        metadata.create_all(connection)
        connection.exec_driver_sql(CREATE_SEARCH)
        connection.exec_driver_sql("INSERT INTO progress (id, applied) VALUES (1, 0)")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif identity != APPLICATION_ID:
        raise CatalogueError(f"{path} is a database, but no catalogue.")
    elif version != SCHEMA_VERSION:
        raise CatalogueError(
            f"{path} has version {version} of the catalogue's tables; "
            f"this program reads version {SCHEMA_VERSION}."
        )
