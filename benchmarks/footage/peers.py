"""Peers on the same clips and copies: how many copies they find before their first false match.

videohash2 gives one 64-bit hash a video. imagededup hashes pictures: it is given the picture in
the middle of every second, the nearest pair of two files is their distance, and an unrelated pair
that is nearer than a copy costs it that copy. Both run in a Python of their own, named on the
command line; what is not installed there is said to be so. A copy is found by a peer if it is
nearer to its original than any two files of different scenes are to each other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

PEERS = ("videohash2", "imagededup")


def compare_peers(
    python: Path | None,
    clips: list[Path],
    copies: Mapping[str, Path],
    scenes: Mapping[str, set[str]],
) -> None:
    """Run the peers and print a row for each."""
    print("\n## Peers, on the same copies\n")
    if python is None:
        print("Not measured: name a Python that has them with --peers.")
        return
    print("vpdq is not measured: its package has no wheel, and builds only with FFmpeg's headers.")
    print("\n| peer | copies found before the first false match | hashing, s |\n|---|---|---|")
    files = {clip.stem: str(clip) for clip in clips} | {n: str(p) for n, p in copies.items()}
    for peer in PEERS:
        done = subprocess.run(
            [str(python), __file__, peer],
            input=json.dumps(files),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"| {peer} | cannot be run: {done.stderr.strip().splitlines()[-1:]} | – |")
            continue
        answer = json.loads(done.stdout.splitlines()[-1])
        found, count = _found(answer["hashes"], scenes)
        print(f"| {peer} | {found}/{count} | {answer['seconds']:.1f} |")


def _found(hashes: Mapping[str, list[int]], scenes: Mapping[str, set[str]]) -> tuple[int, int]:
    originals = [name for name in hashes if "@" not in name]
    copies = [name for name in hashes if "@" in name]
    distance = {
        (copy, original): _nearest(hashes[copy], hashes[original])
        for copy in copies
        for original in originals
    }
    false = min(d for (copy, original), d in distance.items() if not scenes[copy] & {original})
    return sum(distance[copy, copy.split("@")[0]] < false for copy in copies), len(copies)


def _nearest(one: list[int], other: list[int]) -> int:
    return min((int.bit_count(a ^ b) for a in one for b in other), default=256)


def _videohash2(path: str, scratch: str) -> list[int]:
    from videohash2 import VideoHash  # noqa: PLC0415  only this peer's Python has it

    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        return [int(VideoHash(path=path, storage_path=folder).hash_hex, 16)]


def _imagededup(path: str, scratch: str) -> list[int]:
    from imagededup.methods import PHash  # noqa: PLC0415  only this peer's Python has it

    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        pictures = ["-vf", "fps=1", f"{folder}/%04d.png"]
        subprocess.run(["ffmpeg", "-v", "error", "-i", path, *pictures], check=True)
        hasher = PHash(verbose=False)
        names = sorted(Path(folder).iterdir())
        return [int(hasher.encode_image(image_file=str(name)), 16) for name in names]


def _main(peer: str) -> None:
    files: dict[str, str] = json.loads(sys.stdin.read())
    hashing = {"videohash2": _videohash2, "imagededup": _imagededup}[peer]
    begun = time.perf_counter()
    hashes: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, path in files.items():
            try:
                hashes[name] = hashing(path, scratch)
            except (OSError, ValueError, RuntimeError) as error:
                print(f"{name}: {error}", file=sys.stderr)
    print(json.dumps({"hashes": hashes, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    _main(sys.argv[1])
