"""What a crashed append can leave in a log's folder, and how the next writer removes it.

An append writes the tiles of a larger tree, then publishes the checkpoint, then deletes the
partial tiles that wider ones replaced. One published part covers at most `MOST_LEAVES` leaves, so
what a crash leaves lies within that distance of the checkpoint, and finding it costs the same in
a log of any size.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from firsthand.proof.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, level_tiles

#: One published part of an append has at most so many leaves, and about so many bytes.
MOST_LEAVES = 4096
MOST_BYTES = 16 << 20

CHECKPOINT = "checkpoint"


def sweep(folder: Path, size: int) -> None:
    """Remove what crashed appends left around the edge of the log of `size` leaves.

    Only for the writer: what it removes may be what another writer is writing.
    """
    for level, first, last in _reach(size):
        for n in range(first, last + 1):
            wanted = width_at(level, n, size)
            full = folder / Tile(level, n).path
            if wanted != TILE_WIDTH:
                full.unlink(missing_ok=True)
            _sweep_partials(full.with_name(f"{full.name}.p"), str(wanted))


def is_fresh(folder: Path) -> bool:
    """Whether a log without a checkpoint never had one.

    An append to an empty log publishes one leaf alone, so a crash within it leaves that leaf's
    two tiles at most. More than these is a log whose checkpoint was removed.
    """
    for level in (None, 0):
        full = folder / Tile(level, 0).path
        partials = full.with_name(f"{full.name}.p")
        if full.exists() or (partials.is_dir() and {p.name for p in partials.iterdir()} - {"1"}):
            return False
    return True


def _reach(size: int) -> Iterator[tuple[int | None, int, int]]:
    """Level by level, the first and the last tile that an interrupted append may have touched."""
    before, after = max(0, size - MOST_LEAVES), size + MOST_LEAVES
    yield None, before // TILE_WIDTH, after // TILE_WIDTH
    for tiles in level_tiles(after):
        shift = (tiles.level + 1) * TILE_HEIGHT
        yield tiles.level, before >> shift, after >> shift


def width_at(level: int | None, n: int, size: int) -> int:
    """How wide tile `n` of a level (`None`: entry bundle) is at `size` leaves; 0 for no tile."""
    count = size >> (level or 0) * TILE_HEIGHT
    return max(0, min(TILE_WIDTH, count - n * TILE_WIDTH))


def _sweep_partials(partials: Path, wanted: str) -> None:
    try:
        found = list(partials.iterdir())
    except FileNotFoundError:
        return
    for path in found:
        if path.name.isdecimal() and path.name != wanted:
            path.unlink()
    with contextlib.suppress(OSError):  # not empty: it holds the wanted one
        partials.rmdir()
