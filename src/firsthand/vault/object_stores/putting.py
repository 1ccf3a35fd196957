"""One put or batch in a folder: from streams to acknowledged objects, in the order that counts.

1. Each object's bytes go to a new file in this put's own staging folder, hashed meanwhile.
2. The staging files are flushed to the disk.
3. Each gets its name `ab/cdef…` by a hard link, which never replaces (a taken name means that the
   bytes are there already), and loses its staging name.
4. The folders `ab` are flushed, and the store's own folder when one of them may be new.

A crash before 3 leaves staging files, which the next put sweeps; between 3 and 4 a power cut may
take names away again, and nobody was told that they were there. A batch goes through the steps in
groups, so that it waits for the disk twice a group and not twice a file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from firsthand.evidence.errors import BrokenEvidenceError
from firsthand.vault.durability import flush, flush_many, flush_path, link_new
from firsthand.vault.object_store import StoredObject
from firsthand.vault.object_stores.receiving import Received, Receiver
from firsthand.vault.object_stores.staging import staging_folder, sweep
from firsthand.vault.storage_errors import storage_faults

INCOMING = "incoming"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
#: A batch waits for the disk after so many files or bytes, whichever comes first.
_GROUP_FILES = 2048
_GROUP_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class _Staged:
    """An object under the staging name `name`; `position` is its place in the batch."""

    position: int
    name: str
    received: Received


class Putting:
    """A put or a batch under way. Not for use by two threads."""

    def __init__(self, folder: Path, root: int, staging: int, durable_fans: set[str]) -> None:
        self._folder = folder
        self._root = root
        self._staging = staging
        self._durable_fans = durable_fans
        self._receiver = Receiver(folder)
        self._staged: list[_Staged] = []
        self._fans: set[str] = set()
        self._bytes = 0

    def add(self, position: int, stream: BinaryIO) -> None:
        """Take one object in; a later `acknowledge` answers for it.

        Raises the stream's `OSError`, or `StorageError`.
        """
        name = str(position)
        opened: list[int] = []

        def create(known: Received | None) -> int | None:
            if known is None or not self._is_kept(known):
                opened.append(os.open(name, _NEW_FILE, 0o444, dir_fd=self._staging))
            return opened[0] if opened else None

        try:
            received = self._receiver.receive(stream, create)
        except BaseException:
            if opened:  # the rest of a batch goes on, and needs the room
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=self._staging)
            raise
        finally:
            for fd in opened:
                os.close(fd)
        self._staged.append(_Staged(position, name if opened else "", received))
        self._fans.add(received.digest[:2])
        self._bytes += received.size if opened else 0

    @property
    def is_due(self) -> bool:
        """Whether so much has gathered that it should be made durable now."""
        return len(self._staged) >= _GROUP_FILES or self._bytes >= _GROUP_BYTES

    def acknowledge(self) -> dict[int, StoredObject]:
        """Make all that was added since the last time durable; the acknowledgements by position."""
        done: dict[int, StoredObject] = {}
        with storage_faults(self._folder):
            names = [item.name for item in self._staged if item.name]
            flush_many(self._root, self._staging, names)
            for item in self._staged:
                new = bool(item.name) and self._publish(item)
                done[item.position] = StoredObject(item.received.digest, item.received.size, new)
            self._flush_fans()
        self._staged.clear()
        self._bytes = 0
        return done

    def _publish(self, item: _Staged) -> bool:
        fan, rest = item.received.digest[:2], item.received.digest[2:]
        if fan not in self._durable_fans:
            with contextlib.suppress(FileExistsError):
                os.mkdir(fan, dir_fd=self._root)
            if not stat.S_ISDIR(os.stat(fan, dir_fd=self._root, follow_symlinks=False).st_mode):
                raise damaged_object(self._folder / fan)  # a link would lead out of the case
        new = link_new(
            item.name, f"{fan}/{rest}", source_folder=self._staging, target_folder=self._root
        )
        if not new:
            self._is_kept(item.received)
        return new

    def _is_kept(self, received: Received) -> bool:
        """Whether the object is there; raises `BrokenEvidenceError` if it is not what came in."""
        name = f"{received.digest[:2]}/{received.digest[2:]}"
        try:
            status = os.stat(name, dir_fd=self._root, follow_symlinks=False)
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(status.st_mode) or status.st_size != received.size:
            raise damaged_object(self._folder / name)
        return True

    def _flush_fans(self) -> None:
        # Also for an object that was there: whoever linked it may not have come this far yet.
        flush_many(self._root, self._root, sorted(self._fans))
        if not self._fans <= self._durable_fans:
            flush(self._root)
            self._durable_fans |= self._fans
        self._fans.clear()


@contextlib.contextmanager
def putting(folder: Path, durable_fans: set[str], *, sweep_first: bool) -> Iterator[Putting]:
    """A `Putting` into the store in `folder`, which is made if it is not there.

    `durable_fans` are the folders `ab` that this process knows to be on the disk; it grows.
    """
    with contextlib.ExitStack() as open_folders:
        with storage_faults(folder):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                flush_path(folder.parent)
            (folder / INCOMING).mkdir(exist_ok=True)
            root = os.open(folder, _FOLDER)
            open_folders.callback(os.close, root)
            incoming = os.open(INCOMING, _FOLDER | os.O_NOFOLLOW, dir_fd=root)
            open_folders.callback(os.close, incoming)
            if sweep_first:
                sweep(incoming)
            staging = open_folders.enter_context(staging_folder(incoming))
        yield Putting(folder, root, staging, durable_fans)


def damaged_object(path: Path) -> BrokenEvidenceError:
    """The error for a file that cannot be the object whose name it has."""
    return BrokenEvidenceError(
        f"{path} is not what its name says: its size differs, or it is a link or special file.",
        remedy="Run `firsthand verify` on the case, and restore the file from a copy of it.",
    )
