"""Appending to a log in a folder, so that a crash at any instruction leaves a log that goes on.

One part of an append is published so:

1. the new bundles and tiles are written, each at a path that no reader of the present checkpoint
   asks for: partial tiles have their width in their name, and full ones did not exist;
2. they and the folders that name them are flushed to the disk;
3. the new checkpoint is flushed, and replaces the old one by a rename, and the folder is flushed:
   from here on the leaves are acknowledged;
4. the partial tiles that wider ones replaced are deleted. Readers who still have the older
   checkpoint cut what they need from the wider tile.

A crash before 3 leaves files beyond the checkpoint, which the next writer sweeps and writes anew;
after 3, at most a narrower partial tile, which it sweeps as well.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.checkpoints import Checkpoint, sign_checkpoint
from firsthand.proof.growing_tiles import TileEdge
from firsthand.proof.merkle import HASH_BYTES, leaf_hashes
from firsthand.proof.notes import NoteKey
from firsthand.proof.tiles import (
    MAX_LEAF_BYTES,
    TILE_WIDTH,
    Tile,
    TileReader,
    decode_bundle,
    encode_bundle,
    level_tiles,
)
from firsthand.vault.custody_log import SignedCheckpoint
from firsthand.vault.custody_logs.leftovers import CHECKPOINT, MOST_BYTES, MOST_LEAVES
from firsthand.vault.durability import flush_many, replace_file, write_all
from firsthand.vault.storage_errors import storage_faults

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class FolderLogWriter:
    """The `LogWriter` of a log in a folder; it lives as long as the folder's lock is held.

    `folder` is the open descriptor of `path`. `read` gives tiles of the log as it is.
    """

    def __init__(
        self,
        path: Path,
        folder: int,
        key: NoteKey,
        latest: SignedCheckpoint | None,
        read: TileReader,
    ) -> None:
        self._path = path
        self._folder = folder
        self._key = key
        self._latest = latest
        self._edge, self._bundle = _read_edge(latest, read)
        self._durable_folders = _folders_of_edge(self._edge.size)
        self._open = True

    @property
    def size(self) -> int:
        """See `LogWriter.size`."""
        return self._edge.size

    @property
    def latest(self) -> SignedCheckpoint | None:
        """See `LogWriter.latest`."""
        return self._latest

    def append(self, leaves: Iterable[bytes]) -> SignedCheckpoint:
        """See `LogWriter.append`."""
        for part in _parts(leaves, first=self.size == 0):
            if not self._open:
                raise ValueError("this writer has ended or failed; begin a new one")
            # What a failed write has published is not known here: only a new writer may go on.
            self._open = False
            with storage_faults(self._path):
                self._publish(part)
            self._open = True
        if self._latest is None:
            raise ValueError("an empty log to which nothing is appended has no checkpoint")
        return self._latest

    def close(self) -> None:
        """End the writer: its folder's lock is about to be given back."""
        self._open = False

    def _publish(self, leaves: list[bytes]) -> None:
        older = self.size
        edge, tiles = self._edge.append(leaf_hashes(leaves))
        bundle = [*self._bundle, *leaves]
        files: dict[str, bytes] = {}
        for start in range(0, len(bundle), TILE_WIDTH):
            some = bundle[start : start + TILE_WIDTH]
            n = (older + start) // TILE_WIDTH
            files[Tile(None, n, len(some)).path] = encode_bundle(some)
        self._write({**files, **tiles})
        checkpoint = Checkpoint(self._key.name, edge.size, edge.root())
        note = sign_checkpoint(checkpoint, self._key)
        replace_file(self._path / CHECKPOINT, note, 0o444)
        self._edge, self._latest = edge, SignedCheckpoint(checkpoint, note)
        self._bundle = bundle[len(bundle) - edge.size % TILE_WIDTH :]
        self._delete_replaced(older)

    def _write(self, files: dict[str, bytes]) -> None:
        folders: set[str] = set()
        for name, data in files.items():
            parent = (self._path / name).parent
            parent.mkdir(parents=True, exist_ok=True)
            _write_anew(name, data, self._folder)
            folders.update(_ancestors(name))
        # The folder that directly holds a new file is flushed every time, those above it once.
        direct = {name.rpartition("/")[0] for name in files}
        flush_many(
            self._folder,
            self._folder,
            [*files, *sorted(direct), *sorted(folders - direct - self._durable_folders)],
        )
        self._durable_folders |= folders

    def _delete_replaced(self, older: int) -> None:
        levels = level_tiles(older)
        had = [(tiles.level, tiles) for tiles in levels] + [(None, tiles) for tiles in levels[:1]]
        newer = {tiles.level: tiles for tiles in level_tiles(self.size)}
        for name, tiles in had:
            if tiles.partial and newer[tiles.level] != tiles:
                old = self._path / Tile(name, tiles.full, tiles.partial).path
                with contextlib.suppress(OSError):  # the leaves are acknowledged; a sweep follows
                    old.unlink()
                    if newer[tiles.level].full > tiles.full:
                        old.parent.rmdir()


def _read_edge(latest: SignedCheckpoint | None, read: TileReader) -> tuple[TileEdge, list[bytes]]:
    """The edge of the log and the leaves of its last, partial bundle, checked against the root."""
    if latest is None:
        return TileEdge(), []
    checkpoint = latest.checkpoint
    edge = TileEdge.read(read, checkpoint.size)
    width = checkpoint.size % TILE_WIDTH
    bundle: list[bytes] = []
    if width:
        name = Tile(None, checkpoint.size // TILE_WIDTH, width).path
        try:
            bundle = list(decode_bundle(read(name), width))
        except MalformedValueError as error:
            raise _broken_edge(f"{name}: {error.message}") from error
    if edge.root() != checkpoint.root:
        raise _broken_edge("the tiles do not hash to the checkpoint's root")
    if width and b"".join(leaf_hashes(bundle)) != edge.partials[0][-width * HASH_BYTES :]:
        raise _broken_edge("the last entries do not hash to their tile")
    return edge, bundle


def _broken_edge(what: str) -> BrokenEvidenceError:
    return BrokenEvidenceError(
        f"The custody log cannot be continued: {what}.",
        remedy="Run `firsthand verify` on the case, and restore the log from a copy of it.",
    )


def _parts(leaves: Iterable[bytes], *, first: bool) -> Iterator[list[bytes]]:
    """The leaves in parts to publish; the very first leaf of a log is a part of its own.

    So a crash that leaves a log without a checkpoint leaves one leaf's tiles at most, and a
    checkpoint that someone removed from a longer log is not taken for a crash.
    """
    part: list[bytes] = []
    taken = 0
    for leaf in leaves:
        if len(leaf) > MAX_LEAF_BYTES:
            raise MalformedValueError(
                f"An entry of {len(leaf)} bytes is too long for the custody log, which takes "
                f"{MAX_LEAF_BYTES} at most."
            )
        part.append(leaf)
        taken += len(leaf)
        if first or len(part) >= MOST_LEAVES or taken >= MOST_BYTES:
            yield part
            part, taken, first = [], 0, False
    if part:
        yield part


def _write_anew(name: str, data: bytes, folder: int) -> None:
    """Write a file whatever a crash has left at its name: tiles are read-only, so it goes first."""
    try:
        fd = os.open(name, _NEW_FILE, 0o444, dir_fd=folder)
    except FileExistsError:
        os.unlink(name, dir_fd=folder)
        fd = os.open(name, _NEW_FILE, 0o444, dir_fd=folder)
    try:
        write_all(fd, data)
    finally:
        os.close(fd)


def _folders_of_edge(size: int) -> set[str]:
    """The folders of the last tiles of a log: they hold acknowledged leaves, so are flushed."""
    folders: set[str] = set()
    for tiles in level_tiles(size):
        n, width = (tiles.full, tiles.partial) if tiles.partial else (tiles.full - 1, TILE_WIDTH)
        for level in {tiles.level, tiles.level or None}:
            folders |= _ancestors(Tile(level, n, width).path)
    return folders


def _ancestors(name: str) -> set[str]:
    """The folders that lead to a file, from its own up to the log's folder, which is `.`."""
    parts = name.split("/")[:-1]
    return {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)} | {"."}
