"""How many edited copies are found, and how many unrelated clips are taken for copies.

    python benchmarks/footage/copies.py CLIPS SCRATCH [--clips N] [--peers PYTHON]

Makes each edit of each clip with ffmpeg in SCRATCH (kept, so that a second run is quick), makes
all fingerprints, searches every edited clip among the originals and the decoys (captioned, with a
logo, with a border, mirrored with a caption band: of other scenes these must not match), and
prints a Markdown table for each half of the clips. Every pair of two scenes that is reported at the
default setting is a false match. Clips whose names begin alike before `_` are still different
scenes. Thresholds are set by looking at the tuning half only; which half a clip is in follows from
the SHA-256 of its name, so nobody chooses. `--peers` is a Python that has the peers to compare with
(see peers.py).
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from edits import EDITS, LONGEST, Edit, draw_overlays
from peers import compare_peers

from firsthand.evidence.failures import UnreadableError
from firsthand.evidence.footage import Match
from firsthand.footage.aligning import align
from firsthand.footage.fingerprinting import fingerprint
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.searching import FingerprintIndex

DECOYS = ("caption", "logo", "border", "mirror + crop + caption band")
_ENCODER = ("-an", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
#: The carrier of an excerpt is the clip this many places further.
_CARRIER = 7


def carrier_of(clips: list[Path], place: int) -> Path:
    return clips[(place + _CARRIER) % len(clips)]


def make_copy(edit: Edit, clip: Path, carrier: Path, scratch: Path, made: Path) -> bool:
    """Run ffmpeg for one edit; whether the copy exists afterwards."""
    if made.exists():
        return True
    partial = made.with_suffix(".partial.mp4")
    command = ["ffmpeg", "-v", "error", "-y", *edit.arguments(clip, carrier, scratch / "overlays")]
    rate = [] if "-crf" in command else ["-crf", "28"]
    done = subprocess.run(
        [*command, *_ENCODER, *rate, str(partial)], capture_output=True, check=False
    )
    if done.returncode:
        print(f"{edit.name} of {clip.name}: {done.stderr.decode(errors='replace')[-200:]}")
        return False
    if edit.turned:
        turned = made.with_suffix(".turned.mp4")
        matrix = ["-c", "copy", "-metadata:s:v:0", "rotate=90"]
        command = ["ffmpeg", "-v", "error", "-y", "-i", str(partial), *matrix, str(turned)]
        subprocess.run(command, check=True)
        turned.replace(partial)
    partial.replace(made)
    return True


def half_of(clip: str) -> str:
    """Which half of the benchmark a clip is in, by a rule that nobody can bend."""
    return "held-out" if hashlib.sha256(clip.encode()).digest()[0] % 2 else "tuning"


class Run:
    """The clips, their copies, and what was found."""

    def __init__(self, clips: list[Path], scratch: Path) -> None:
        self.clips, self.scratch = clips, scratch
        self.prints: dict[str, Fingerprint] = {}
        self.scenes: dict[str, set[str]] = {}
        self.seconds: dict[str, float] = defaultdict(float)
        self.found: list[tuple[str, str, Match]] = []
        self.pairs = 0

    def prepare(self) -> None:
        draw_overlays(self.scratch / "overlays")
        for clip in self.clips:
            self._print(clip.stem, clip, {clip.stem}, "fingerprint originals")
        for edit in EDITS:
            for place, clip in enumerate(self.clips):
                carrier = carrier_of(self.clips, place)
                made = self.scratch / f"{clip.stem}@{EDITS.index(edit)}.mp4"
                if make_copy(edit, clip, carrier, self.scratch, made):
                    scenes = {clip.stem} | ({carrier.stem} if edit.lead else set())
                    self._print(made.stem, made, scenes, "fingerprint copies")

    def _print(self, name: str, path: Path, scenes: set[str], what: str) -> None:
        begun = time.perf_counter()  # the work is done in another process
        try:
            self.prints[name] = fingerprint(path)
            self.scenes[name] = scenes
        except UnreadableError as error:
            print(f"{name}: {error.message}")
        self.seconds[what] += time.perf_counter() - begun

    def search(self) -> None:
        decoys = {str(n) for n, edit in enumerate(EDITS) if edit.name in DECOYS}
        names = [n for n in self.prints if "@" not in n or n.split("@")[1] in decoys]
        index = FingerprintIndex()
        for name in names:
            index.add(name, self.prints[name])
        for name in self.prints:
            self.pairs += len(names) - (name in names)
            begun = time.process_time()
            candidates = index.search(self.prints[name])
            self.seconds["search"] += time.process_time() - begun
            begun = time.process_time()
            for candidate in candidates:
                if candidate.name != name:
                    other = self.prints[candidate.name]
                    for match in align(candidate.name, other, name, self.prints[name]):
                        self.found.append((name, candidate.name, match))
            self.seconds["align"] += time.process_time() - begun

    def report(self) -> None:
        for half in ("tuning", "held-out"):
            self._report_half(half)
        false = [f for f in self.found if not self.scenes[f[0]] & self.scenes[f[1]]]
        print(f"\nFalse matches: {len(false)} among {self.pairs} pairs of both halves compared.")
        for query, reference, match in false[:10]:
            print(f"  {query} / {reference}: {match}")
        for what, seconds in self.seconds.items():
            print(f"{what}: {seconds:.1f} s")

    def _report_half(self, half: str) -> None:
        clips = [clip.stem for clip in self.clips if half_of(clip.stem) == half]
        print(f"\n## The {half} half: {', '.join(clips)}\n")
        print("| edit | found | within 0.25 s | median error s | speed off | ambiguous or static |")
        print("|---|---|---|---|---|---|")
        shares = []
        for number, edit in enumerate(EDITS):
            hits, count, errors, off, unsure = self._of_edit(number, edit, clips)
            shares.append(hits / max(count, 1))
            close = sum(error <= 0.25 for error in errors)
            median = f"{np.median(errors):.2f}" if errors else "–"
            print(
                f"| {edit.name} | {hits}/{count} | {close}/{len(errors)} | {median} "
                f"| {off}/{len(errors)} | {unsure} |"
            )
        print(f"\nMean recall {np.mean(shares):.3f} at the default setting.")

    def _of_edit(
        self, number: int, edit: Edit, clips: list[str]
    ) -> tuple[int, int, list[float], int, int]:
        """Found, of how many; errors of the boundaries; wrong speeds; and those that say that
        nothing, or too little, shows the offset."""
        hits, count, unsure, off, errors = 0, 0, 0, 0, []
        for clip in clips:
            name = f"{clip}@{number}"
            if name not in self.prints or clip not in self.prints:
                continue
            count += 1
            matches = [m for query, ref, m in self.found if (query, ref) == (name, clip)]
            if not matches:
                continue
            hits += 1
            best = max(matches, key=lambda m: m.score * (m.b_end - m.b_start))
            if best.evidence.get("static") or best.evidence.get("ambiguous"):
                unsure += 1
                continue
            shown = min(self.prints[clip].duration / 1000 - edit.start, edit.length or LONGEST)
            ends = (edit.start, edit.start + shown, edit.lead, edit.lead + shown / edit.speed)
            got = (best.a_start, best.a_end, best.b_start, best.b_end)
            errors.append(max(abs(x - y) for x, y in zip(ends, got, strict=True)))
            off += abs(best.speed / edit.speed - 1) > 0.02
        return hits, count, errors, off, unsure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--clips", dest="most", type=int, default=None)
    parser.add_argument("--peers", type=Path, default=None)
    asked = parser.parse_args()
    asked.scratch.mkdir(parents=True, exist_ok=True)
    clips = sorted(p for p in asked.clips.iterdir() if p.suffix in {".mp4", ".mkv", ".avi", ".gif"})
    run = Run(clips[: asked.most], asked.scratch)
    run.prepare()
    run.search()
    run.report()
    names = [name for name in run.prints if "@" in name]
    compare_peers(asked.peers, clips, {n: asked.scratch / f"{n}.mp4" for n in names}, run.scenes)


if __name__ == "__main__":
    main()
