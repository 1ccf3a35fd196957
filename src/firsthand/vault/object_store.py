"""The contract of an object store: bytes named by their SHA-256, never changed.

What every store guarantees, whether it is a folder or a bucket:

Durability
    When `put` or `put_batch` returns, the bytes and their names survive a crash of the process
    and of the machine. Nothing is acknowledged earlier.
Write once
    An object is never replaced. Putting the same bytes again changes nothing and says
    `new=False`; the acknowledgement is as good as that of the first time.
Concurrency
    Any number of processes and threads may put and read at once, the same bytes included. An
    object is seen whole or not at all.
Crash
    A crash leaves, at most, bytes without an object's name (in a folder: files in `incoming/`;
    in a bucket: an unfinished multi-part upload). They are never seen through this contract and
    are swept by a later put. What a `put_batch` had not yet acknowledged may be there in part;
    each object that is there is whole.
Retry
    Every call may be repeated after any error, with a stream that starts at the beginning again.
Memory
    Independent of the size of the object and the length of the batch's data.
Errors
    `StorageFullError`, `StorageReadOnlyError` or another `StorageError` when the store cannot
    take or give bytes, with nothing half-visible; `MissingThingError` for an object that is not
    there; `MalformedValueError` for a digest that is no digest; `BrokenEvidenceError` where the
    store holds under that name what cannot be that object (its size is another, it is a link).
    An `OSError` of the *stream* that is being put is the caller's and passes through unchanged.
    Bytes are not hashed again when they are read: `firsthand verify` does that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from firsthand.evidence.errors import MalformedValueError

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The acknowledgement of a put: lower-case hex SHA-256, size in bytes, and whether the store
    did not have these bytes before."""

    digest: str
    size: int
    new: bool


class ObjectStore(Protocol):
    """Keeps objects; its guarantees are those of this module's docstring."""

    def put(self, stream: BinaryIO) -> StoredObject:
        """Keep everything that `stream` yields from where it stands."""

    def put_batch(
        self, sources: Iterable[Callable[[], BinaryIO]]
    ) -> tuple[StoredObject | OSError, ...]:
        """Keep many objects with few waits for the disk; one result a source, in their order.

        Each source is opened, read to its end and closed by the store, one at a time. Where a
        source cannot be opened or read, its `OSError` stands in its place and the rest goes on.
        """

    def open(self, digest: str) -> BinaryIO:
        """The object's bytes as a stream that can seek; the caller closes it."""

    def contains(self, digest: str) -> bool:
        """Whether the object is there."""

    def size(self, digest: str) -> int:
        """The object's size in bytes."""

    def digests(self) -> Iterator[str]:
        """The digests of all objects, ascending."""

    def local_path(self, digest: str) -> AbstractContextManager[Path]:
        """A file with the object's bytes, to be read only, for the length of the `with` block."""


def put_bytes(store: ObjectStore, data: bytes) -> StoredObject:
    """Keep bytes that are already in memory."""
    return store.put(io.BytesIO(data))


def checked_digest(untrusted: str) -> str:
    """The digest itself if it is 64 lower-case hex digits; raises `MalformedValueError`."""
    if not _DIGEST.match(untrusted):
        raise MalformedValueError(
            f"{untrusted[:80]!r} is not a SHA-256 digest in lower-case hex digits"
        )
    return untrusted
