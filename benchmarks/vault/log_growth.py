"""Measures how the custody log's costs grow with its length.

    python benchmarks/vault/log_growth.py --scratch FOLDER [--sizes 1000 10000 100000 1000000]

One log grows from size to size by batches, its leaves being of the length of a typical entry. At
each size: opening it and appending one leaf (durably); making and verifying the proof of a random
leaf; making and verifying the proof of consistency with the log at half that size; and checking
all of it, which reads every leaf and every tile and recomputes the root. Everything made is
deleted.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from firsthand import __version__
from firsthand.proof.growing_tiles import TileEdge
from firsthand.proof.merkle import leaf_hashes, tree_root, verify_consistency
from firsthand.proof.notes import NoteKey
from firsthand.proof.tiles import TileNodes
from firsthand.proof.tlog_proofs import TlogProof
from firsthand.vault.custody_log import CustodyLog
from firsthand.vault.custody_logs.folder import FolderCustodyLog

_LEAF_BYTES = 900
_SAMPLES = 200
_COLUMNS = (
    "entries", "append all, entries/s", "open + append one, ms", "proof, hashes", "proof, bytes",
    "make proof, ms", "verify proof, ms", "consistency, hashes", "consistency, ms",
    "check all, s", "peak MiB",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scratch", type=Path, help="where there is room for the log")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10**3, 10**4, 10**5, 10**6])
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch is deleted
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, firsthand {__version__}, "
        f"Python {platform.python_version()}, Linux {platform.release()}, {os.cpu_count()} cores, "
        f"leaves of {_LEAF_BYTES} bytes\n"
    )
    print(f"| {' | '.join(_COLUMNS)} |")
    print(f"|{'---:|' * len(_COLUMNS)}")
    key = NoteKey.generate("firsthand/case/growing")
    with tempfile.TemporaryDirectory(dir=arguments.scratch, prefix="log-growth-") as name:
        log = FolderCustodyLog(Path(name) / "log", key.vkey, key)
        for size in arguments.sizes:
            print(f"| {' | '.join(measure(log, size))} |", flush=True)


def measure(log: CustodyLog, size: int) -> Iterator[str]:
    yield f"{size:,}"
    before = log.checkpoint()
    first = before.checkpoint.size if before else 0
    last = size - 20  # the rest is appended one at a time
    start = time.perf_counter()
    with log.writing() as writer:
        writer.append(leaf(i) for i in range(first, last))
    yield f"{(last - first) / (time.perf_counter() - start):,.0f}"
    singles = [timed(lambda i=i: append_one(log, i)) for i in range(last, size)]
    yield f"{1000 * statistics.median(singles):.1f}"
    yield from measure_proofs(log, size)
    yield f"{timed(lambda: check_all(log)):.1f}"
    yield f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def measure_proofs(log: CustodyLog, size: int) -> Iterator[str]:
    signed = log.checkpoint()
    assert signed is not None
    assert signed.checkpoint.size == size
    draw = random.Random(size)
    indices = [draw.randrange(size) for _ in range(_SAMPLES)]
    proofs: list[TlogProof] = []
    makings = [
        timed(lambda i=i: proofs.append(TlogProof(i, log.inclusion(i, size), signed.note)))
        for i in indices
    ]
    checks = [timed(lambda p=p: p.verify(leaf(p.index), log.vkey)) for p in proofs]
    yield f"{max(len(proof.proof) for proof in proofs)}"
    yield f"{max(len(proof.to_bytes()) for proof in proofs)}"
    yield f"{1000 * statistics.median(makings):.2f}"
    yield f"{1000 * statistics.median(checks):.2f}"
    half = size // 2
    old_root = tree_root(half, TileNodes(log.tile, half))
    found: list[tuple[bytes, ...]] = []
    seconds = timed(lambda: found.append(log.consistency(half, size)))
    assert verify_consistency(half, old_root, size, signed.checkpoint.root, found[0])
    yield f"{len(found[0])}"
    yield f"{1000 * seconds:.2f}"


def leaf(index: int) -> bytes:
    return (b'{"entry":{"act":"capture","number":%d}}' % index).ljust(_LEAF_BYTES)


def append_one(log: CustodyLog, index: int) -> None:
    with log.writing() as writer:
        writer.append([leaf(index)])


def check_all(log: CustodyLog) -> None:
    """Recompute every tile and the root from the leaves, and compare."""
    signed = log.checkpoint()
    assert signed is not None
    edge = TileEdge()
    part: list[bytes] = []
    for one in log.leaves():
        part.append(one)
        if len(part) == 4096 or edge.size + len(part) == signed.checkpoint.size:
            edge, tiles = edge.append(leaf_hashes(part))
            part = []
            assert all(log.tile(path) == expected for path, expected in tiles.items())
    assert edge.root() == signed.checkpoint.root


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
