"""The whole tree of a log in memory as rows of hashes: 32 bytes a leaf and a little more.

Everything that a log's tiles, checkpoints and proofs must be follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firsthand.proof.merkle import EMPTY_ROOT, HASH_BYTES, subtree_root, tree_root
from firsthand.proof.tiles import TILE_BYTES, TILE_HEIGHT, Tile, tiles_of_tree


class HashTree:
    """A growing tree; row `L` holds the roots of its complete subtrees of 256^L leaves."""

    __slots__ = ("_rows",)

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self._rows = [bytearray()]
        for found in hashes:
            self.append(found)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return len(self._rows[0]) // HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        found, level = leaf, 0
        while True:
            row = self._rows[level]
            row += found
            if len(row) % TILE_BYTES:
                return
            found, level = subtree_root(bytes(row[-TILE_BYTES:])), level + 1
            if level == len(self._rows):
                self._rows.append(bytearray())

    def node(self, level: int, index: int) -> bytes:
        """The root of the complete subtree over leaves index·2^level and 2^level - 1 more."""
        tile_level, height = divmod(level, TILE_HEIGHT)
        first, last = index << height, (index + 1) << height
        return subtree_root(bytes(self._rows[tile_level][first * HASH_BYTES : last * HASH_BYTES]))

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, of all without it."""
        wanted = self.size if size is None else size
        if not 0 <= wanted <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {wanted}")
        return tree_root(wanted, self.node) if wanted else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf."""
        return bytes(self._rows[0][index * HASH_BYTES : (index + 1) * HASH_BYTES])

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a hash tile, cut at the right edge of the tree."""
        if tile.level is None:
            raise ValueError("an entry bundle holds leaves, not hashes")
        if tile.level >= len(self._rows):
            return b""
        start = tile.n * TILE_BYTES
        return bytes(self._rows[tile.level][start : start + tile.width * HASH_BYTES])

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """Every hash tile that the tree has, with its bytes."""
        for tile in tiles_of_tree(self.size):
            if tile.level is not None:
                yield tile, self.tile(tile)
