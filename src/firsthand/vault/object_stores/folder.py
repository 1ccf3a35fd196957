"""An object store in a folder: `ab/cdef…` by SHA-256, read-only files, staging in `incoming/`.

How objects come to be there, and what a crash leaves, is told in `putting`.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from firsthand.evidence.errors import MissingThingError
from firsthand.vault.object_store import StoredObject, checked_digest
from firsthand.vault.object_stores.putting import putting
from firsthand.vault.plain_files import not_a_plain_file, open_plain
from firsthand.vault.storage_errors import storage_error, storage_faults

_FAN = re.compile(r"[0-9a-f]{2}\Z")
_REST = re.compile(r"[0-9a-f]{62}\Z")


class FolderObjectStore:
    """The `ObjectStore` in the folder `folder`, which is made at the first put."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._swept = False
        self._durable_fans: set[str] = set()

    def put(self, stream: BinaryIO) -> StoredObject:
        """See `ObjectStore.put`."""
        with putting(self._folder, self._durable_fans, sweep_first=not self._swept) as put:
            self._swept = True
            put.add(0, stream)
            return put.acknowledge()[0]

    def put_batch(
        self, sources: Iterable[Callable[[], BinaryIO]]
    ) -> tuple[StoredObject | OSError, ...]:
        """See `ObjectStore.put_batch`."""
        results: dict[int, StoredObject | OSError] = {}
        with putting(self._folder, self._durable_fans, sweep_first=not self._swept) as put:
            self._swept = True
            for position, source in enumerate(sources):
                try:
                    with source() as stream:
                        put.add(position, stream)
                except OSError as error:
                    results[position] = error
                if put.is_due:
                    results.update(put.acknowledge())
            results.update(put.acknowledge())
        return tuple(results[position] for position in range(len(results)))

    def open(self, digest: str) -> BinaryIO:
        """See `ObjectStore.open`."""
        path = self._path(digest)
        try:
            return open_plain(path)
        except FileNotFoundError:
            raise self._missing(digest) from None

    def contains(self, digest: str) -> bool:
        """See `ObjectStore.contains`."""
        return os.path.lexists(self._path(digest))

    def size(self, digest: str) -> int:
        """See `ObjectStore.size`."""
        path = self._object_path(digest)
        with storage_faults(path):
            return path.lstat().st_size

    def digests(self) -> Iterator[str]:
        """See `ObjectStore.digests`."""
        for fan in _names(self._folder):
            if _FAN.match(fan):
                rests = _names(self._folder / fan)
                yield from (fan + rest for rest in rests if _REST.match(rest))

    @contextlib.contextmanager
    def local_path(self, digest: str) -> Iterator[Path]:
        """See `ObjectStore.local_path`; here it is the object's own file, which is read-only."""
        yield self._object_path(digest)

    def _path(self, digest: str) -> Path:
        checked_digest(digest)
        return self._folder / digest[:2] / digest[2:]

    def _object_path(self, digest: str) -> Path:
        """The path of an object that is there and is a plain file: links are never followed."""
        path = self._path(digest)
        try:
            plain = _is(stat.S_ISREG, path)
        except MissingThingError:
            raise self._missing(digest) from None
        if not plain:
            raise not_a_plain_file(path)
        return path

    def _missing(self, digest: str) -> MissingThingError:
        return MissingThingError(
            f"The object {digest} is not in {self._folder}.",
            remedy="Restore it from a copy of the case: its name says what bytes it must have.",
        )


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise storage_error(error, folder) from error


def _is(kind: Callable[[int], bool], path: Path) -> bool:
    try:
        return kind(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingThingError(f"{path} does not exist.") from None
    except OSError as error:
        raise storage_error(error, path) from error
