"""Tiles: where the hashes and entries of a log are kept (C2SP tlog-tiles).

A tile is 256 hashes of one level, or fewer at the right edge of the tree; an entry bundle holds
the 256 leaves under a tile of level 0. Each has a path below the log's folder:
`tile/0/x001/067` is the full tile 1067 of level 0, `tile/entries/000.p/5` a bundle of five leaves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.merkle import HASH_BYTES, MAX_SIZE, subtree_root

#: Hashes in a full tile, leaves in a full bundle.
TILE_WIDTH = 256
#: Levels of the tree from one tile to the one above it.
TILE_HEIGHT = 8
TILE_BYTES = TILE_WIDTH * HASH_BYTES
#: The longest leaf a bundle can hold.
MAX_LEAF_BYTES = 65535
#: The most bytes a bundle can have: read no more than this from a file that claims to be one.
MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_LEAF_BYTES)

_TILES_KEPT = 64
_LONGEST_PATH = 64
_PATH = re.compile(
    r"tile/(?P<level>entries|[1-9]?[0-9])/(?P<n>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)

#: Gives the bytes of a tile, a bundle or the checkpoint by its path below the log's folder.
TileReader = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of a tile (`level` 0 to 63) or of an entry bundle (`level` is `None`)."""

    level: int | None
    n: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below the log's folder."""
        digits = f"{self.n:03d}"
        digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level is None else str(self.level)
        partial = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return f"tile/{level}/{number}{partial}"

    @classmethod
    def from_path(cls, untrusted: str) -> Tile:
        """The tile that a path names; raises `MalformedValueError` for any other path."""
        match = _PATH.fullmatch(untrusted) if len(untrusted) <= _LONGEST_PATH else None
        if match is not None:
            level = None if match["level"] == "entries" else int(match["level"])
            n = int(match["n"].replace("x", "").replace("/", ""))
            tile = cls(level, n, int(match["width"] or TILE_WIDTH))
            if (level is None or level < 64) and n <= MAX_SIZE and tile.path == untrusted:
                return tile
        raise MalformedValueError(f"{untrusted[:80]!r} is not the path of a tile")


def tile_path(level: int, n: int, width: int = TILE_WIDTH) -> str:
    """The path of tile `n` of a level, for example `tile/0/x001/067.p/5`."""
    return Tile(level, n, width).path


def entry_bundle_path(n: int, width: int = TILE_WIDTH) -> str:
    """The path of entry bundle `n`, for example `tile/entries/x001/067.p/5`."""
    return Tile(None, n, width).path


@dataclass(frozen=True, slots=True)
class LevelTiles:
    """The tiles of one level: `full` full ones, then a partial one of `partial` hashes or none."""

    level: int
    full: int
    partial: int


def level_tiles(size: int) -> tuple[LevelTiles, ...]:
    """Which tiles a tree of `size` leaves has, level by level from the leaves up.

    The entry bundles are those of level 0.
    """
    levels = []
    count, level = size, 0
    while count:
        levels.append(LevelTiles(level, count // TILE_WIDTH, count % TILE_WIDTH))
        count, level = count // TILE_WIDTH, level + 1
    return tuple(levels)


def tiles_of_tree(size: int, *, older: int = 0) -> Iterator[Tile]:
    """The bundles and tiles of a tree of `size` leaves, bundles first, then level by level.

    With `older`, only those that a tree of that many leaves does not have: what is to be written
    when a log grows. It is lazy, since a size from outside may be absurd.
    """
    levels = level_tiles(size)
    had = {tiles.level: tiles for tiles in level_tiles(older)}
    for name, tiles in [(None, t) for t in levels[:1]] + [(t.level, t) for t in levels]:
        old = had.get(tiles.level, LevelTiles(tiles.level, 0, 0))
        for n in range(old.full, tiles.full):
            yield Tile(name, n)
        if tiles.partial and tiles != old:
            yield Tile(name, tiles.full, tiles.partial)


def encode_bundle(leaves: Sequence[bytes]) -> bytes:
    """The entry bundle of up to 256 leaves: each with its length before it in two bytes.

    Raises `MalformedValueError` for more leaves than that, or a longer one than two bytes can say.
    """
    if not 1 <= len(leaves) <= TILE_WIDTH:
        raise MalformedValueError(f"a bundle holds 1 to {TILE_WIDTH} leaves, not {len(leaves)}")
    parts = []
    for leaf in leaves:
        if len(leaf) > MAX_LEAF_BYTES:
            raise MalformedValueError(f"a leaf has {len(leaf)} bytes; {MAX_LEAF_BYTES} is the most")
        parts.append(len(leaf).to_bytes(2, "big"))
        parts.append(leaf)
    return b"".join(parts)


def decode_bundle(untrusted: bytes, width: int) -> tuple[bytes, ...]:
    """The `width` leaves of an entry bundle.

    Raises `MalformedValueError` where the bytes hold fewer or more.
    """
    leaves: list[bytes] = []
    start, end = 0, len(untrusted)
    for _ in range(width):
        body = start + 2
        stop = body + int.from_bytes(untrusted[start:body], "big")
        if body > end or stop > end:
            raise MalformedValueError(f"the bundle ends within leaf {len(leaves)} of {width}")
        leaves.append(untrusted[body:stop])
        start = stop
    if start != end:
        raise MalformedValueError(f"the bundle has {end - start} bytes after its {width} leaves")
    return tuple(leaves)


class TileNodes:
    """Reads the nodes of a tree of `size` leaves out of its tiles: a `NodeReader` for proofs.

    Tiles are read once each and the latest few are kept. They are taken as they are: whether they
    belong to a signed root shows when the proof that was made from them is verified.
    """

    __slots__ = ("_read", "_size", "_tiles")

    def __init__(self, read: TileReader, size: int) -> None:
        self._read = read
        self._size = size
        self._tiles: dict[str, bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The root of the complete subtree; raises `BrokenEvidenceError` on a torn tile."""
        if level < 0 or index < 0 or (index + 1) << level > self._size:
            raise ValueError(f"a tree of {self._size} leaves has no subtree {level}/{index}")
        tile_level, height = divmod(level, TILE_HEIGHT)
        n, first = divmod(index << height, TILE_WIDTH)
        count = self._size >> (tile_level * TILE_HEIGHT)
        tile = self._tile(tile_path(tile_level, n, min(TILE_WIDTH, count - n * TILE_WIDTH)))
        hashes = tile[first * HASH_BYTES : (first + (1 << height)) * HASH_BYTES]
        return subtree_root(hashes)

    def _tile(self, path: str) -> bytes:
        tile = self._tiles.get(path)
        if tile is None:
            tile = self._read(path)
            check_tile(tile, path)
            if len(self._tiles) >= _TILES_KEPT:
                del self._tiles[next(iter(self._tiles))]
            self._tiles[path] = tile
        return tile


def check_tile(untrusted: bytes, path: str) -> None:
    """Raise `BrokenEvidenceError` unless the tile has as many bytes as its path says."""
    expected = Tile.from_path(path).width * HASH_BYTES
    if len(untrusted) != expected:
        raise BrokenEvidenceError(
            f"The tile {path} of the custody log has {len(untrusted)} bytes, not {expected}.",
            remedy="The file was changed or cut off; take it from another copy of the case.",
        )
