"""What a crashed append can leave in a log's folder, and what can only come from another hand.

An append writes the tiles of a larger tree, then publishes the checkpoint, then deletes the
partial tiles that wider ones replaced. One published part covers at most `MOST_LEAVES` leaves, so
what a crash leaves lies within that distance of the checkpoint, and finding it costs the same in
a log of any size.
"""

from __future__ import annotations

import contextlib
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from firsthand.evidence.errors import MalformedValueError
from firsthand.proof.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, level_tiles

#: One published part of an append has at most so many leaves, and about so many bytes.
MOST_LEAVES = 4096
MOST_BYTES = 16 << 20

CHECKPOINT = "checkpoint"
_STAGED_CHECKPOINT = re.compile(r"\.checkpoint\.[0-9a-f]{16}\.new")
#: An append to an empty log publishes one leaf alone: a crash within it leaves these at most.
_FIRST = frozenset({Tile(None, 0, 1), Tile(0, 0, 1)})


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


def strangers(folder: Path, size: int) -> Iterator[str]:
    """The files below `folder` that neither a log of `size` leaves has nor a crash can have left.

    They come in a steady order. Links and special files are strangers wherever they are.
    """
    reach = {level: (first, last) for level, first, last in _reach(size)}
    for name, plain in _files(folder):
        if plain and (name == CHECKPOINT or _STAGED_CHECKPOINT.fullmatch(name)):
            continue
        if not plain or not _may_be_there(name, size, reach):
            yield name


def _may_be_there(name: str, size: int, reach: dict[int | None, tuple[int, int]]) -> bool:
    try:
        tile = Tile.from_path(name)
    except MalformedValueError:
        return False
    if size == 0:
        return tile in _FIRST
    first, last = reach.get(tile.level, (0, -1))
    return first <= tile.n <= last or tile.width == width_at(tile.level, tile.n, size)


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


def _files(root: Path) -> Iterator[tuple[str, bool]]:
    """Everything but folders: its path below `root`, and whether it is a plain file."""
    waiting = [root]
    while waiting:
        path = waiting.pop()
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            waiting.extend(sorted(path.iterdir(), reverse=True))
        else:
            yield path.relative_to(root).as_posix(), stat.S_ISREG(mode)
