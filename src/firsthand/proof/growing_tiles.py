"""The right edge of a tiled tree: what a writer keeps in hand to append and to write tiles.

>>> edge, tiles = TileEdge().append([bytes(32), bytes(32)])
>>> list(tiles)
['tile/0/000.p/2']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.proof.merkle import EMPTY_ROOT, HASH_BYTES, subtree_root
from firsthand.proof.tiles import (
    TILE_BYTES,
    TILE_HEIGHT,
    TileReader,
    check_tile,
    level_tiles,
    tile_path,
)


@dataclass(frozen=True, slots=True)
class TileEdge:
    """A tree of `size` leaves as the joined hashes of its partial tile at each level.

    A level that just filled its last tile has no bytes.
    """

    size: int = 0
    partials: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        widths = [tiles.partial * HASH_BYTES for tiles in level_tiles(self.size)]
        if [len(partial) for partial in self.partials] != widths:
            raise ValueError(f"these partial tiles are not those of a tree of {self.size}")

    @classmethod
    def read(cls, read: TileReader, size: int) -> TileEdge:
        """Read the edge of a tree of `size` leaves from its partial tiles, one a level.

        Raises `BrokenEvidenceError` on a torn tile. Compare `root()` with a signed checkpoint
        before going on from it.
        """
        partials = []
        for tiles in level_tiles(size):
            partial = b""
            if tiles.partial:
                path = tile_path(tiles.level, tiles.full, tiles.partial)
                partial = read(path)
                check_tile(partial, path)
            partials.append(partial)
        return cls(size, tuple(partials))

    def append(self, hashes: Sequence[bytes]) -> tuple[TileEdge, dict[str, bytes]]:
        """The edge after further leaf hashes, and the tiles that are new, by path.

        New are the tiles that became full and the partial tiles of the new size; partial tiles of
        older sizes stay as they are. Lower levels come first, so that a reader who finds a tile
        finds what is under it when they are written in this order.
        """
        nodes = b"".join(hashes)
        if len(nodes) != len(hashes) * HASH_BYTES:
            raise ValueError("a leaf hash has 32 bytes")
        partials: list[bytes] = []
        tiles: dict[str, bytes] = {}
        while nodes or len(partials) < len(self.partials):
            level = len(partials)
            n = self.size >> (level + 1) * TILE_HEIGHT
            older = self.partials[level] if level < len(self.partials) else b""
            row = older + nodes
            whole = len(row) - len(row) % TILE_BYTES
            parents = []
            for start in range(0, whole, TILE_BYTES):
                tile = row[start : start + TILE_BYTES]
                tiles[tile_path(level, n + start // TILE_BYTES)] = tile
                parents.append(subtree_root(tile))
            if nodes and len(row) > whole:
                width = (len(row) - whole) // HASH_BYTES
                tiles[tile_path(level, n + whole // TILE_BYTES, width)] = row[whole:]
            partials.append(row[whole:])
            nodes = b"".join(parents)
        return TileEdge(self.size + len(hashes), tuple(partials)), tiles

    def root(self) -> bytes:
        """The root of the tree."""
        root = b""
        for partial in self.partials:
            row = partial + root  # what is below the row's end is its last, smaller subtree
            root = subtree_root(row) if row else b""
        return root or EMPTY_ROOT
