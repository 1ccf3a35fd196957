"""Measures keeping files in the object store against cp + sha256sum and against bagit.py.

    python benchmarks/vault/preserving.py --scratch FOLDER [--large-gib 4] [--small 20000]

All ways run as processes of their own over the same files, one after the other, in several
rounds, each after a `sync` so that none pays for another's writing; the table has the median. The
files are in the page cache for all of them. Ours includes its waits for the disk, and the command
besides its start, the making of the case, capture records, signatures and log entries; cp does not
wait, so it is also measured with a `sync` of the file system at its end. bagit.py hashes where the
files lie and copies nothing: it is measured alone and after a `cp`, with one digest and with the
two that it makes unless told otherwise, and with a `sync` at the end. The processor's seconds are
those of all processes of a way together; memory is that of the largest. Everything made is deleted;
what small files made at the very end, for ext4 looks at every inode that was deleted in the last
minutes before it gives out a new one, which makes each way slower that comes after a deletion.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from firsthand import __version__
from firsthand.vault.object_stores.folder import FolderObjectStore

_MIB = 1 << 20
_FEW = 100  # files: large ones, of which not every copy can be kept until the end
_SHA256SUM = "find {to} -type f -print0 | xargs -0 sha256sum > {to}.sha256"
_COPY = "cp -r {data} {to}"
_BAGIT = "{python} -m bagit --quiet --sha256 {to}"
_BAGIT_AS_IT_IS = "{python} -m bagit --quiet {to}"  # SHA-256 and SHA-512
_SYNC = "sync -f {to}"

WAYS = {
    "cp, then sha256sum": f"{_COPY} && {_SHA256SUM}",
    "cp, then sha256sum, then sync": f"{_COPY} && {_SHA256SUM} && {_SYNC}",
    "bagit.py --sha256 in place": _BAGIT,
    "cp, then bagit.py --sha256": f"{_COPY} && {_BAGIT}",
    "cp, then bagit.py --sha256, then sync": f"{_COPY} && {_BAGIT} && {_SYNC}",
    "cp, then bagit.py, then sync": f"{_COPY} && {_BAGIT_AS_IT_IS} && {_SYNC}",
    "firsthand, one `put_batch`": "{python} {this} --put {data} {to}",
    "`firsthand add --preserve-only`": (
        "FIRSTHAND_HOME={to}.home {python} -m firsthand new {to} >&2 && "
        "FIRSTHAND_HOME={to}.home {python} -m firsthand add --preserve-only --case {to} {data} >&2"
    ),
}


@dataclass(frozen=True)
class Run:
    """How long one way took, how long processors worked, and the most memory one process had."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scratch", type=Path, help="where there is room for twice the data")
    parser.add_argument("--large-gib", type=float, default=4)
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--put", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch is deleted
    if arguments.put:
        put(*arguments.put)
        return
    with tempfile.TemporaryDirectory(dir=arguments.scratch, prefix="preserving-") as name:
        folder = Path(name)
        print(f"{datetime.now(UTC):%Y-%m-%d}, {machine(folder)}\n")
        size = int(arguments.large_gib * (1 << 30)) // 8
        compare(
            f"8 files of {size // _MIB} MiB", folder, lambda at: make(at, [size] * 8), arguments
        )
        draw = random.Random(1)
        sizes = [int(draw.lognormvariate(8.5, 1.0)) for _ in range(arguments.small)]
        title = f"{len(sizes)} files of {statistics.median(sizes):.0f} bytes in the median"
        compare(f"{title}, {sum(sizes) // _MIB} MiB", folder, lambda at: make(at, sizes), arguments)


def put(data: Path, to: Path) -> None:
    """What is measured of ours."""
    to.mkdir()
    paths = sorted(path for path in data.rglob("*") if path.is_file())
    sources = ((lambda path=path: path.open("rb", buffering=0)) for path in paths)
    stored = FolderObjectStore(to / "objects").put_batch(sources)
    failed = [result for result in stored if isinstance(result, OSError)]
    assert not failed, failed[0]
    assert len(stored) == len(paths)


def make(folder: Path, sizes: list[int]) -> None:
    """Write files of random bytes, a hundred to a folder."""
    for i, size in enumerate(sizes):
        inside = folder / f"{i // 100:03d}"
        inside.mkdir(parents=True, exist_ok=True)
        with (inside / f"{i:06d}.bin").open("wb") as stream:
            for start in range(0, size, _MIB):
                stream.write(os.urandom(min(_MIB, size - start)))


def compare(
    title: str, folder: Path, make_data: Callable[[Path], None], arguments: argparse.Namespace
) -> None:
    data = folder / "data"
    make_data(data)
    runs: dict[str, list[Run]] = {way: [] for way in WAYS}
    few = len(list(data.rglob("*"))) < _FEW
    for number in range(arguments.rounds):
        for place, (way, command) in enumerate(WAYS.items()):
            to = folder / f"to-{number}-{place}"
            if "{data}" not in command:
                shutil.copytree(data, to)
            os.sync()
            names = {"data": data, "to": to, "python": sys.executable, "this": __file__}
            runs[way].append(run(command.format(**names)))
            if few:
                remove_made(folder)
    report(title, runs)
    remove_made(folder)
    shutil.rmtree(data)


def run(command: str) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(["sh", "-c", f"{command}"])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def remove_made(folder: Path) -> None:
    for made in [path for path in folder.iterdir() if path.name != "data"]:
        shutil.rmtree(made) if made.is_dir() else made.unlink()


def report(title: str, runs: dict[str, list[Run]]) -> None:
    limit = statistics.median(run.seconds for run in runs["cp, then sha256sum"])
    columns = ("seconds", "times cp + sha256sum", "fastest to slowest", "processor", "peak MiB")
    print(f"| {title} | {' | '.join(columns)} |")
    print("|---" + "|---:" * len(columns) + "|")
    for way, measured in runs.items():
        seconds = [run.seconds for run in measured]
        middle = statistics.median(seconds)
        processor = statistics.median(run.cpu_seconds for run in measured)
        peak = max(run.peak_mib for run in measured)
        print(
            f"| {way} | {middle:.2f} | {middle / limit:.2f} "
            f"| {min(seconds):.2f} to {max(seconds):.2f} | {processor:.2f} | {peak:.0f} |"
        )
    print(flush=True)


def machine(folder: Path) -> str:
    file_system = subprocess.run(
        ["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=True
    ).stdout.strip()
    return (
        f"firsthand {__version__}, bagit {version('bagit')}, Python {platform.python_version()}, "
        f"Linux {platform.release()}, {os.cpu_count()} cores, {file_system}"
    )


if __name__ == "__main__":
    main()
