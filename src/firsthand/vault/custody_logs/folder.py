"""A custody log in a folder: the files of C2SP tlog-tiles, readable by any tlog client.

    log/checkpoint                  the newest signed checkpoint
    log/tile/entries/000.p/5        the five leaves of a young log
    log/tile/0/000.p/5              their hashes; later also tile/0/x001/067, tile/1/000.p/4, …

Every file is determined by the leaves (and the checkpoint's signature by the key). The lock of
the one writer is `flock` on the folder itself: it leaves no file behind and ends with its process.
How an append is ordered is told in `writing`, what a crash leaves in `leftovers`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from firsthand.evidence.errors import (
    BrokenEvidenceError,
    FirsthandError,
    MalformedValueError,
    MissingThingError,
)
from firsthand.proof.checkpoints import open_checkpoint
from firsthand.proof.merkle import HASH_BYTES, consistency_proof, inclusion_proof
from firsthand.proof.notes import MAX_NOTE_BYTES, NoteKey, NoteVerifier
from firsthand.proof.tiles import (
    MAX_BUNDLE_BYTES,
    TILE_BYTES,
    TILE_WIDTH,
    Tile,
    TileNodes,
    decode_bundle,
    encode_bundle,
)
from firsthand.vault.custody_log import LogWriter, SignedCheckpoint
from firsthand.vault.custody_logs.leftovers import CHECKPOINT, is_fresh, sweep, width_at
from firsthand.vault.custody_logs.writing import FolderLogWriter
from firsthand.vault.durability import flush_path
from firsthand.vault.plain_files import read_plain
from firsthand.vault.storage_errors import storage_faults


class FolderCustodyLog:
    """The `CustodyLog` in the folder `folder`, which the first `writing` makes.

    `vkey` is the key that its checkpoints must be signed with; `key`, its private half, is needed
    for writing only. Raises `MalformedValueError` for a vkey that is none, or of another key.
    """

    def __init__(self, folder: Path, vkey: str, key: NoteKey | None = None) -> None:
        if key is not None and key.vkey != vkey:
            raise MalformedValueError("the private log key is not that of the log's public key")
        self._folder = folder
        self._vkey = vkey
        self._key = key
        self._origin = NoteVerifier.from_vkey(vkey).name

    @property
    def origin(self) -> str:
        """See `CustodyLog.origin`."""
        return self._origin

    @property
    def vkey(self) -> str:
        """See `CustodyLog.vkey`."""
        return self._vkey

    def checkpoint(self) -> SignedCheckpoint | None:
        """See `CustodyLog.checkpoint`."""
        try:
            note = read_plain(self._folder / CHECKPOINT, MAX_NOTE_BYTES)
        except FileNotFoundError:
            return None
        try:
            return SignedCheckpoint(open_checkpoint(note, self._vkey), note)
        except MalformedValueError as error:
            raise self._damaged(CHECKPOINT, error) from error

    def leaves(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """See `CustodyLog.leaves`."""
        latest = self.checkpoint()
        size = latest.checkpoint.size if latest else 0
        end = size if end is None else end
        if not 0 <= start <= end <= size:
            raise MissingThingError(f"The custody log has {size} entries, not those up to {end}.")
        for n in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = n * TILE_WIDTH
            width = min(TILE_WIDTH, size - first)
            name = Tile(None, n, width).path
            bundle = self._decoded(self.tile(name), name, width)
            yield from bundle[max(start - first, 0) : end - first]

    def tile(self, path: str) -> bytes:
        """See `CustodyLog.tile`."""
        wanted = Tile.from_path(path)
        data = self._read(wanted)
        known = -1
        while data is None:
            # A writer has replaced this partial tile by a wider one, which begins the same.
            latest = self.checkpoint()
            size = latest.checkpoint.size if latest else 0
            wider = replace(wanted, width=width_at(wanted.level, wanted.n, size))
            if size == known or wider.width < wanted.width:
                raise BrokenEvidenceError(
                    f"{self._folder / path} is missing from the custody log.",
                    remedy="Take the file from another copy of the case, or write it anew from "
                    "the entries.",
                )
            known = size
            data = self._read(wider)
            if data is not None:
                data = self._cut(data, wider, wanted)
        return data

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """See `CustodyLog.inclusion`."""
        return inclusion_proof(index, size, TileNodes(self.tile, size))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """See `CustodyLog.consistency`."""
        return consistency_proof(old, new, TileNodes(self.tile, new))

    @contextlib.contextmanager
    def writing(self) -> Iterator[LogWriter]:
        """See `CustodyLog.writing`."""
        if self._key is None:
            raise FirsthandError(
                f"The private key of the log {self._origin} is not on this machine, so nothing "
                "can be added to the case.",
                remedy="Work where the case was opened, or copy the key from there to "
                "keys/<case>.log.key in your Firsthand configuration folder.",
            )
        with storage_faults(self._folder):
            if not self._folder.exists():
                self._folder.mkdir(exist_ok=True)
                flush_path(self._folder.parent)
            folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with storage_faults(self._folder):
                fcntl.flock(folder, fcntl.LOCK_EX)
            latest = self.checkpoint()
            if latest is None:
                self._refuse_lost_checkpoint()
            writer = FolderLogWriter(self._folder, folder, self._key, latest, self.tile)
            with storage_faults(self._folder):
                sweep(self._folder, writer.size)
            try:
                yield writer
            finally:
                writer.close()
        finally:
            os.close(folder)

    def _refuse_lost_checkpoint(self) -> None:
        with storage_faults(self._folder):
            fresh = is_fresh(self._folder)
        if not fresh:
            raise BrokenEvidenceError(
                f"The custody log in {self._folder} has entries but no checkpoint.",
                remedy="Put the file `checkpoint` back from a copy of the case; nothing was added.",
            )

    def _read(self, tile: Tile) -> bytes | None:
        most = MAX_BUNDLE_BYTES if tile.level is None else TILE_BYTES
        try:
            return read_plain(self._folder / tile.path, most)
        except FileNotFoundError:
            return None

    def _cut(self, data: bytes, wider: Tile, wanted: Tile) -> bytes:
        if wanted.level is not None:
            return data[: wanted.width * HASH_BYTES]
        leaves = self._decoded(data, wider.path, wider.width)
        return encode_bundle(leaves[: wanted.width])

    def _decoded(self, data: bytes, name: str, width: int) -> tuple[bytes, ...]:
        try:
            return decode_bundle(data, width)
        except MalformedValueError as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: MalformedValueError) -> BrokenEvidenceError:
        return BrokenEvidenceError(
            f"{self._folder / name} is damaged: {error.message}.",
            remedy="Take the file from another copy of the case.",
        )
