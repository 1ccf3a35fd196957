"""The files of a log's folder against the tree that its entries make."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_tree import HashTree
from firsthand.dossier.defects import Findings
from firsthand.evidence.errors import MalformedValueError
from firsthand.proof.merkle import HASH_BYTES, leaf_hash
from firsthand.proof.tiles import (
    MAX_BUNDLE_BYTES,
    TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    decode_bundle,
)

_LONGEST_APPEND = 4096


def report(findings: Findings, error: UnusableFileError) -> None:
    """Turn a file that cannot be read into its defect."""
    findings.defect(error.code, error.path, **error.details)


def check_hash_tiles(
    findings: Findings, folder: Folder, listing: Listing, prefix: str, tree: HashTree
) -> int:
    """Compare every hash tile below `prefix` with the tree; returns how many hold."""
    sound = 0
    for tile, expected in tree.tiles():
        path = prefix + tile.path
        if path not in listing.files:
            findings.defect("missing-file", path)
            continue
        try:
            found = folder.read(path, TILE_BYTES)
        except UnusableFileError as error:
            report(findings, error)
            continue
        if found == expected:
            sound += 1
        else:
            findings.defect("tile-changed", path)
    return sound


def leaves_by_tiles(folder: Folder, listing: Listing, prefix: str, size: int) -> Iterator[bytes]:
    """The leaf hashes that the tiles of level 0 give, up to the first tile that gives none."""
    for n in itertools.count():
        tile = Tile(0, n, min(TILE_WIDTH, size - n * TILE_WIDTH))
        path = prefix + tile.path
        if tile.width < 1 or path not in listing.files:
            return
        try:
            found = folder.read(path, TILE_BYTES)
        except UnusableFileError:
            return
        if len(found) != tile.width * HASH_BYTES:
            return
        yield from (found[i : i + HASH_BYTES] for i in range(0, len(found), HASH_BYTES))


def may_be_left_over(tile: Tile, size: int) -> bool:
    """Whether an interrupted append to a log of `size` leaves can have left this tile.

    Appends are published in parts of at most `_LONGEST_APPEND` leaves; what lies farther from the
    checkpoint on either side came from another hand.
    """
    leaves_a_tile = TILE_WIDTH << ((tile.level or 0) * TILE_HEIGHT)
    first = max(0, size - _LONGEST_APPEND) // leaves_a_tile
    return first <= tile.n <= (size + _LONGEST_APPEND) // leaves_a_tile


def check_other_tile(
    findings: Findings, folder: Folder, path: str, tile: Tile, tree: HashTree
) -> None:
    """A tile or bundle that the tree does not need: left over from when the log was smaller, or
    written by an append that was interrupted. As far as the tree reaches it must agree with it."""
    level = tile.level or 0
    held = (tree.size >> (level * TILE_HEIGHT)) - tile.n * TILE_WIDTH
    shared = min(max(held, 0), tile.width)
    try:
        hashes = _hashes_of(folder.read(path, MAX_BUNDLE_BYTES), tile)
    except UnusableFileError as error:
        report(findings, error)
        return
    except MalformedValueError as error:
        if shared == tile.width:
            findings.defect("malformed-bundle", path, reason=error.message)
        else:
            findings.note("unfinished-append", path)
        return
    expected = tree.tile(Tile(level, tile.n, shared)) if shared else b""
    if hashes[: shared * HASH_BYTES] != expected:
        findings.defect("tile-changed", path)
    elif shared == tile.width:
        findings.note("leftover", path)
    else:
        findings.note("unfinished-append", path)


def _hashes_of(untrusted: bytes, tile: Tile) -> bytes:
    if tile.level is None:
        return b"".join(map(leaf_hash, decode_bundle(untrusted, tile.width)))
    if len(untrusted) != tile.width * HASH_BYTES:
        raise MalformedValueError(f"a tile of {tile.width} hashes has not {len(untrusted)} bytes")
    return untrusted
