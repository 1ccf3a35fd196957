"""The contract of a custody log: an append-only Merkle log of leaves, under signed checkpoints.

What every log guarantees, whether it is a folder of tiles or a database:

Append only
    A leaf that a checkpoint covers keeps its index and its bytes for ever. Every later checkpoint
    is consistent with every earlier one.
Durability
    When `LogWriter.append` returns, its leaves and the checkpoint over them survive a crash of
    the process and of the machine.
Crash
    A crash during an append leaves a prefix of its leaves under a good checkpoint, or none of
    them; never half a leaf. The next writer goes on from there.
Concurrency
    One writer at a time: `writing` waits for its turn, across threads and processes. Readers take
    no lock and are never in the way; each sees one checkpoint and all leaves below it.
Retry
    After an error within `append`, leave the `writing` block and begin a new one: it finds what
    was acknowledged.
Cost
    Opening for reading or writing, a proof, and the append of one leaf are each of the order of
    the logarithm of the log's size; memory does not grow with it.
Errors
    `StorageError` and its kin when the place cannot take or give bytes; `BrokenEvidenceError`
    when the checkpoint's signature does not hold, a file is missing or torn, or the log to be
    continued does not hash to its checkpoint; `MalformedValueError` for a leaf that is too long.

Before its first leaf a log has no checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from firsthand.proof.checkpoints import Checkpoint


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose signature was verified, and the signed note it was read from."""

    checkpoint: Checkpoint
    note: bytes


class LogWriter(Protocol):
    """The one hand that may append, for the length of a `writing` block."""

    @property
    def size(self) -> int:
        """How many leaves the log has."""

    @property
    def latest(self) -> SignedCheckpoint | None:
        """The newest checkpoint, `None` while the log is empty."""

    def append(self, leaves: Iterable[bytes]) -> SignedCheckpoint:
        """Append leaves and publish a checkpoint over them.

        Long batches are published in parts, so that they need little memory. Raises `ValueError`
        where nothing is appended to an empty log, for then there is nothing to sign.
        """


class CustodyLog(Protocol):
    """Keeps the leaves of a case; its guarantees are those of this module's docstring."""

    @property
    def origin(self) -> str:
        """The log's name, which is its key's name: `firsthand/case/<uuid>`."""

    @property
    def vkey(self) -> str:
        """The public key that its checkpoints must be signed with."""

    def checkpoint(self) -> SignedCheckpoint | None:
        """The newest checkpoint, its signature verified; `None` for an empty log."""

    def leaves(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The leaves from index `start` up to but not including `end` (by default: all).

        Raises `MissingThingError` where the log is shorter than `end`.
        """

    def tile(self, path: str) -> bytes:
        """A tile or entry bundle by its C2SP path, for any size of tree up to the newest.

        With it, anyone who knows tlog-tiles can read the log, whatever it is kept in.
        """

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The proof that leaf `index` is in the tree of the first `size` leaves."""

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree of `new` leaves begins with the tree of `old` leaves."""

    def writing(self) -> AbstractContextManager[LogWriter]:
        """Wait until no one else writes, then be the one writer.

        Raises `FirsthandError` where this log was opened without its private key.
        """
