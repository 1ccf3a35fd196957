"""A case on disk checked: settings, objects, custody log, timestamps. Nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_log import LogCheck, check_checkpoint, check_seen, read_checkpoint
from firsthand.dossier.check_objects import check_objects, check_settings, check_stray
from firsthand.dossier.check_tiles import (
    check_hash_tiles,
    check_other_tile,
    leaves_by_tiles,
    may_be_left_over,
    report,
)
from firsthand.dossier.check_timestamps import check_timestamps
from firsthand.dossier.check_tree import HashTree
from firsthand.dossier.check_values import CheckReport, Progress, Proven, TokenChecker
from firsthand.dossier.check_words import checked_log, not_proven
from firsthand.dossier.contents import CaseContents, CaseOpened
from firsthand.dossier.defects import Findings
from firsthand.evidence.errors import MalformedValueError
from firsthand.proof.checkpoints import Checkpoint
from firsthand.proof.merkle import HASH_BYTES
from firsthand.proof.notes import MAX_NOTE_BYTES
from firsthand.proof.tiles import MAX_BUNDLE_BYTES, TILE_WIDTH, Tile, decode_bundle, tiles_of_tree

_PARTS = frozenset({"case.toml", "objects", "log", "timestamps"})
_LARGEST_SETTINGS = 1 << 20
_MOST_LOST_BUNDLES = 16
#: How often the log is read anew when another process appended to it meanwhile.
_TRIES = 5


def check_case(
    folder: Path,
    seen: bytes | None = None,
    *,
    token_checker: TokenChecker | None = None,
    progress: Progress = lambda _what, _done, _all: None,
) -> CheckReport:
    """Check every byte, signature and timestamp of the case in `folder`.

    `seen` is the last checkpoint of it that the user saw, against roll-back and forks;
    `token_checker` reads timestamps that the library cannot. Raises `MissingThingError` where
    there is no such folder; everything else is a defect of the report.
    """
    with Folder(folder) as opened:
        return _CaseCheck(opened, token_checker, progress).run(seen)


class _CaseCheck:
    """One check, from top to bottom in `run`."""

    def __init__(
        self, folder: Folder, token_checker: TokenChecker | None, progress: Progress
    ) -> None:
        self.folder = folder
        self.token_checker = token_checker
        self.progress = progress
        self.findings = Findings()
        self.listing = Listing({})
        self.log = LogCheck(self.findings)
        self.tree = HashTree()
        self.tiles = self.signatures = self.files = self.size = 0

    def run(self, seen: bytes | None) -> CheckReport:
        checkpoint = self._log()
        contents, findings = self.log.contents, self.findings
        for name in self.folder.names():
            if name.startswith("catalogue.db"):
                findings.note("catalogue-not-checked", name)
            elif name not in _PARTS:
                findings.note("not-part-of-the-case", name)
        if contents.opened is not None:
            self._settings(contents, contents.opened)
            if seen is not None:
                check_seen(findings, seen, "log/checkpoint", contents.opened, self.tree)
        files, size = check_objects(findings, self.folder, self.listing, contents, self.progress)
        self.files, self.size = self.files + files, self.size + size
        timestamps = check_timestamps(
            findings, self.folder, self.listing, "timestamps/", contents, self.tree,
            self.token_checker,
        )  # fmt: skip
        proven = Proven(
            files=self.files,
            size=self.size,
            exhibits=len(contents.exhibits),
            entries=self.log.signatures,
            signatures=self.log.signatures + self.signatures,
            tiles=self.tiles,
            timestamps=timestamps,
        )
        return CheckReport(
            "case", checked_log(contents, checkpoint), proven, findings.defects(),
            findings.notes(), not_proven(contents, timestamps, seal=False),
        )  # fmt: skip

    # --- the log ---

    def _log(self) -> Checkpoint | None:
        """Read and check the log; anew if another process appended to it in the meantime."""
        for _ in range(_TRIES):
            self.listing = self.folder.walk(self.findings, _PARTS)
            note = self._read("log/checkpoint", MAX_NOTE_BYTES)
            checkpoint = (
                read_checkpoint(self.findings, note, "log/checkpoint") if note is not None else None
            )
            if checkpoint is not None:
                self._entries(checkpoint)
            if self._read("log/checkpoint", MAX_NOTE_BYTES) == note:
                break
            self.findings = Findings()
            self.log = LogCheck(self.findings)
        if checkpoint is None or note is None:
            return checkpoint
        opened = self.log.contents.opened
        if opened is not None and check_checkpoint(self.findings, note, "log/checkpoint", opened):
            self.signatures += 1
        self._log_files(checkpoint)
        return checkpoint

    def _entries(self, checkpoint: Checkpoint) -> None:
        lost = 0
        for bundle in tiles_of_tree(checkpoint.size):
            if bundle.level is not None or lost > _MOST_LOST_BUNDLES:
                break
            self.progress("log", self.log.tree.size, checkpoint.size)
            held = self._held_bundle(bundle)
            path = f"log/{held.path}"
            try:
                leaves = decode_bundle(self.folder.read(path, MAX_BUNDLE_BYTES), held.width)
            except UnusableFileError as error:
                report(self.findings, error)
            except MalformedValueError as error:
                self.findings.defect("malformed-bundle", path, reason=error.message)
            else:
                for leaf in leaves[: bundle.width]:
                    self.log.add(leaf, path)
                continue
            lost += 1
            for _ in range(bundle.width):
                self.log.skip(bytes(HASH_BYTES))
        self.tree = self._agreed_tree(checkpoint)
        self.log.check_roots(self.tree, "log/checkpoint")

    def _held_bundle(self, bundle: Tile) -> Tile:
        """The bundle itself, or where it is missing, the same one of another width.

        So a damaged checkpoint is told as such, and not as the loss of all its entries.
        """
        if f"log/{bundle.path}" in self.listing.files:
            return bundle
        full = Tile(None, bundle.n)
        for width in range(TILE_WIDTH, 0, -1):
            other = replace(full, width=width)
            if f"log/{other.path}" in self.listing.files:
                self.findings.defect("missing-file", f"log/{bundle.path}")
                return other
        return bundle

    def _agreed_tree(self, checkpoint: Checkpoint) -> HashTree:
        """The tree that has the checkpoint's root: by the entries, else by the tiles.

        Where the tiles agree with the checkpoint and the entries do not, entries were changed,
        and the tiles tell which.
        """
        by_entries = self.log.tree
        if (by_entries.size, by_entries.root()) == (checkpoint.size, checkpoint.root):
            return by_entries
        by_tiles = HashTree(leaves_by_tiles(self.folder, self.listing, "log/", checkpoint.size))
        if (by_tiles.size, by_tiles.root()) != (checkpoint.size, checkpoint.root):
            self.findings.defect("root-mismatch", "log/checkpoint")
            return by_entries
        for index in range(min(by_entries.size, by_tiles.size)):
            found = by_entries.leaf(index)
            if found not in (by_tiles.leaf(index), bytes(HASH_BYTES)):
                path = f"log/{_bundle_of(index, checkpoint.size).path}"
                self.findings.defect("entry-changed", path, index=index)
        return by_tiles

    def _log_files(self, checkpoint: Checkpoint) -> None:
        self.tiles = check_hash_tiles(self.findings, self.folder, self.listing, "log/", self.tree)
        for path in self.listing.below("log/"):
            if path == "log/checkpoint":
                continue
            try:
                tile = Tile.from_path(path.removeprefix("log/"))
            except MalformedValueError:
                check_stray(self.findings, path)
                continue
            if not _is_needed(tile, checkpoint.size):
                if not may_be_left_over(tile, checkpoint.size):
                    self.findings.defect("unexpected-file", path)
                    continue
                check_other_tile(self.findings, self.folder, path, tile, self.tree)
            elif tile.level is None:
                self.tiles += 1

    def _settings(self, contents: CaseContents, opened: CaseOpened) -> None:
        found = self._read("case.toml", _LARGEST_SETTINGS)
        if found is not None and check_settings(self.findings, found, contents, opened):
            self.files, self.size = self.files + 1, self.size + len(found)

    def _read(self, path: str, most: int) -> bytes | None:
        try:
            return self.folder.read(path, most)
        except UnusableFileError as error:
            report(self.findings, error)
            return None


def _bundle_of(index: int, size: int) -> Tile:
    n = index // 256
    return Tile(None, n, min(256, size - n * 256))


def _is_needed(tile: Tile, size: int) -> bool:
    """Whether a tree of `size` leaves has exactly this tile or bundle."""
    held = (size >> (8 * (tile.level or 0))) - tile.n * 256
    return tile.width == min(held, 256)
