"""Taking a stream in: hashed and written at once, in constant memory.

Reading, hashing and writing release Python's lock, so a second thread hashes one chunk while this
one writes it and reads the next: a large file costs about the slower of the two, not their sum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from firsthand.vault.durability import start_write_back, write_all
from firsthand.vault.storage_errors import storage_faults

#: Bytes read, hashed and written at a time; a stream below this needs no second thread.
CHUNK = 1 << 20
_BUFFERS = 4
#: The kernel is told to begin writing after this many bytes, so that the final flush is short.
_WRITE_BACK_EVERY = 8 * CHUNK


@dataclass(frozen=True, slots=True)
class Received:
    """What came in: its lower-case hex SHA-256 and its size in bytes."""

    digest: str
    size: int


class _FillsBuffers(Protocol):
    def readinto(self, buffer: memoryview, /) -> int | None: ...


class Receiver:
    """Takes streams in one after another, with the same few buffers. Not for use by two threads."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._buffers = [memoryview(bytearray(CHUNK))]

    def receive(
        self, stream: BinaryIO, create: Callable[[Received | None], int | None]
    ) -> Received:
        """Take in the rest of `stream`, into the file that `create` opens.

        A small stream is hashed before `create` is called with what it is, so that `create` can
        decline it by returning `None`; for a large one it is called with `None`. The caller
        flushes and closes the file. Raises the stream's `OSError`, or `StorageError`.
        """
        first = self._buffers[0]
        filled = _fill(stream, first)
        if filled < CHUNK:
            whole = Received(hashlib.sha256(first[:filled]).hexdigest(), filled)
            with storage_faults(self._place):
                fd = create(whole)
                if fd is not None:
                    write_all(fd, first[:filled])
            return whole
        with storage_faults(self._place):
            fd = create(None)
        if fd is None:
            raise ValueError("a stream whose digest is not known yet cannot be declined")
        return self._receive_large(stream, fd)

    def _receive_large(self, stream: BinaryIO, fd: int) -> Received:
        while len(self._buffers) < _BUFFERS:
            self._buffers.append(memoryview(bytearray(CHUNK)))
        digest = hashlib.sha256()
        size, asked, turn, filled = 0, 0, 0, CHUNK
        hashed: list[Future[None] | None] = [None] * _BUFFERS
        with ThreadPoolExecutor(max_workers=1) as hashing:
            while filled:
                chunk = self._buffers[turn][:filled]
                hashed[turn] = hashing.submit(digest.update, chunk)
                with storage_faults(self._place):
                    write_all(fd, chunk)
                size += filled
                if size - asked >= _WRITE_BACK_EVERY:
                    start_write_back(fd, asked, size - asked)
                    asked = size
                turn = (turn + 1) % _BUFFERS
                if (waiting := hashed[turn]) is not None:
                    waiting.result()  # its buffer is about to be filled again
                filled = _fill(stream, self._buffers[turn])
        return Received(digest.hexdigest(), size)


def _fill(stream: BinaryIO, buffer: memoryview) -> int:
    """Read until the buffer is full or the stream ends: pipes and sockets give less at a time."""
    filled = 0
    while filled < len(buffer):
        if hasattr(stream, "readinto"):
            count = cast("_FillsBuffers", stream).readinto(buffer[filled:]) or 0
        else:
            data = stream.read(len(buffer) - filled)
            count = len(data)
            buffer[filled : filled + count] = data
        if count == 0:
            break
        filled += count
    return filled
