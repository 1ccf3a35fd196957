"""Kills `add` and `seal` at random moments and checks what is left. Run: make bench-kills.

    python -m benchmarks.kills --kills 500 --seed 1 [--scratch FOLDER]

Each round begins with a fresh case and calls the command again and again. Each call is killed
after a delay drawn from the length of an undisturbed run, until one ends before its kill comes, or
so many were killed that the last is left in peace. After every kill the case (and the dossier, if
there is one) is checked; at the end of the round it must hold what an undisturbed run gave.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.kills.checks import (
    Known,
    Outcome,
    check_case,
    check_dossier,
    compare,
    digests_below,
    is_sealed,
    outcome_of,
)
from benchmarks.kills.inputs import make_many, make_mixture
from benchmarks.kills.victims import (
    Victim,
    adopt_orphans,
    orphans_end,
    start_cold,
    start_warm,
)

import firsthand.operations.preserve as preserving
from firsthand import __version__, assembly
from firsthand.operations.add import add
from firsthand.operations.progress import Progress
from firsthand.operations.seal import seal
from firsthand.operations.trace import trace

_COLD_SHARE = 0.12  # of the victims are the command line from the start of its interpreter
_MOST_KILLS_A_ROUND = 14
_BATCH_FILES = 8  # instead of 500, so that small inputs make several batches


@dataclass
class Scenario:
    """A command on a case: `begin` is a folder with the case and the keys as it starts from."""

    name: str
    begin: Path
    inputs: Path
    preserve_only: bool = False
    digests: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)  # of an undisturbed run, by kind
    expected: Outcome | None = None

    @property
    def seals(self) -> bool:
        """Whether it is `seal` and not `add`."""
        return self.name == "seal"

    def start(self, world: Path, kind: str) -> Victim:
        """Start the command on the case in `world`."""
        transcript = world / "said"
        if kind == "cold":
            return start_cold(self._arguments(world), transcript)
        return start_warm(lambda progress: self._act(world, progress), transcript)

    def _arguments(self, world: Path) -> list[str]:
        case = ["--json", "--case", os.fspath(world / "case")]
        if self.seals:
            return ["seal", "-o", os.fspath(world / "dossier"), *case]
        only = ["--preserve-only"] if self.preserve_only else []
        return ["add", os.fspath(self.inputs), *only, *case]

    def _act(self, world: Path, progress: Progress) -> None:
        case = assembly.open_case(world / "case", writing=True)
        if self.seals:
            trace(case, progress)
            seal(case, world / "dossier", progress)
            return
        preserving._BATCH_FILES = _BATCH_FILES
        sources = assembly.sources_of([self.inputs], case.folder)
        add(case, sources, progress, preserve_only=self.preserve_only)


@dataclass
class Tally:
    """What came of it: kills by command and phase, violations in words."""

    kills: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    keep: Path | None = None

    def note(self, where: str, found: list[str], world: Path) -> None:
        """Keep what does not hold, and the case it was found in, for whoever has to mend it."""
        for each in found:
            self.violations.append(f"{where}: {each}")
            print(self.violations[-1], file=sys.stderr, flush=True)
        if found and self.keep is not None:
            shutil.copytree(world, self.keep / f"violation-{len(self.violations)}")

    @property
    def total(self) -> int:
        """All kills."""
        return sum(self.kills.values())


def main() -> None:
    """Run the benchmark and print its table; status 1 where anything was violated."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", type=Path, help="to work in; a case that fails is kept there")
    arguments = parser.parse_args()
    begun = time.monotonic()
    adopt_orphans()
    with tempfile.TemporaryDirectory(dir=arguments.scratch, prefix="kills-") as name:
        os.environ["TMPDIR"] = name
        folder = Path(name).resolve()
        scenarios = make_scenarios(folder, arguments.seed)
        draw = random.Random(arguments.seed)
        tally = Tally(keep=arguments.scratch)
        while tally.total < arguments.kills:
            for scenario in scenarios:
                if tally.total < arguments.kills:
                    play_round(scenario, folder / "world", draw, tally, arguments.kills)
                    print(f"{tally.total} kills, {len(tally.violations)} violations",
                          file=sys.stderr, flush=True)  # fmt: skip
    print_table(tally, arguments.seed, time.monotonic() - begun)
    sys.exit(1 if tally.violations else 0)


def make_scenarios(folder: Path, seed: int) -> list[Scenario]:
    """The scenarios, each run once undisturbed to know its length and what comes of it."""
    mixture, many = folder / "mixture", folder / "many"
    make_mixture(mixture, seed)
    make_many(many, seed)
    empty = folder / "empty"
    use_keys_of(empty)
    assembly.make_case(empty / "case", "Kills", "Ada Vale").catalogue.close()
    scenarios = [
        Scenario("add --preserve-only", empty, many, preserve_only=True),
        Scenario("add", empty, mixture),
    ]
    full = folder / "full"
    for scenario in scenarios:
        run_undisturbed(scenario, folder / "world")
        if not scenario.preserve_only:
            shutil.copytree(folder / "world", full)
    sealing = Scenario("seal", full, mixture)
    run_undisturbed(sealing, folder / "world")
    return [*scenarios, sealing]


def run_undisturbed(scenario: Scenario, world: Path) -> None:
    scenario.digests = digests_below(scenario.inputs)
    begin_world(scenario, world)
    begun = time.monotonic()
    scenario.start(world, "warm").wait()
    scenario.seconds["warm"] = time.monotonic() - begun
    begun = time.monotonic()
    start_cold(["status", "--case", os.fspath(world / "case")], world / "said").wait()
    scenario.seconds["cold"] = scenario.seconds["warm"] + time.monotonic() - begun
    scenario.expected = outcome_of(world / "case")
    orphans_end()


def begin_world(scenario: Scenario, world: Path) -> None:
    shutil.rmtree(world, ignore_errors=True)
    shutil.copytree(scenario.begin, world)
    use_keys_of(world)


def use_keys_of(world: Path) -> None:
    os.environ["FIRSTHAND_HOME"] = os.fspath(world / "home")


def play_round(
    scenario: Scenario, world: Path, draw: random.Random, tally: Tally, most: int
) -> None:
    """One case from its beginning until its work is finished."""
    begin_world(scenario, world)
    known = Known()
    case, dossier = world / "case", world / "dossier"
    for _ in range(_MOST_KILLS_A_ROUND):
        if tally.total >= most or (scenario.seals and is_sealed(case)):
            break
        kind = "cold" if draw.random() < _COLD_SHARE else "warm"
        delay = draw.uniform(0, 1.05 * scenario.seconds[kind])
        victim = scenario.start(world, kind)
        killed = victim.end_after(delay, lambda: known.look(case))
        phase = phase_of(scenario, victim, dossier)
        if killed:
            tally.kills[scenario.name, kind, phase] += 1
        where = f"{scenario.name} ({kind}), {phase}, after {delay:.3f} s"
        tally.note(where, found_after(scenario, world, known, victim), world)
        if not killed:
            break
    finish(scenario, world, known, tally)


def found_after(scenario: Scenario, world: Path, known: Known, victim: Victim) -> list[str]:
    """What does not hold after a victim's end."""
    found = [] if orphans_end() else ["a process that it had started did not end"]
    found += check_case(world / "case", scenario.digests, known, victim.said())
    if scenario.seals:
        found += check_dossier(world / "dossier", len(known.exhibits), must_exist=False)
    return found


def finish(scenario: Scenario, world: Path, known: Known, tally: Tally) -> None:
    """Call the command once more, in peace, and see that everything is as it should be."""
    found: list[str] = []
    if not (scenario.seals and is_sealed(world / "case")):
        victim = scenario.start(world, "warm")
        victim.wait()
        found += found_after(scenario, world, known, victim)
    if scenario.seals:
        found += check_dossier(world / "dossier", len(known.exhibits), must_exist=True)
    assert scenario.expected is not None
    found += compare(outcome_of(world / "case"), scenario.expected)
    tally.finished[scenario.name] += 1
    tally.note(f"{scenario.name}, finished", found, world)


def phase_of(scenario: Scenario, victim: Victim, dossier: Path) -> str:
    """Where the kill fell, by what the victim had told and by what stands on the disk."""
    stages = victim.said().stages
    if scenario.seals and dossier.exists():
        return "dossier in place"
    if not stages:
        return "opening the case"
    last = stages[-1].lower()
    if scenario.preserve_only and last == "preserving":
        return "preserving"
    return "tracing" if last.startswith("tracing") else last


def print_table(tally: Tally, seed: int, seconds: float) -> None:
    """The figures as Markdown."""
    now = datetime.now(UTC)
    print(
        f"{now:%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, firsthand {__version__}, "
        f"seed {seed}, {seconds / 60:.0f} minutes\n"
    )
    print("| command | killed while | forked | from the interpreter's start |")
    print("|---|---|---:|---:|")
    for name, phase in sorted({(name, phase) for name, _, phase in tally.kills}):
        warm, cold = (tally.kills[name, kind, phase] for kind in ("warm", "cold"))
        print(f"| `{name}` | {phase} | {warm} | {cold} |")
    print(
        f"\n{tally.total} kills in {sum(tally.finished.values())} cases, each of them finished "
        f"afterwards; violations: {len(tally.violations)}."
    )
    for violation in tally.violations[:50]:
        print(f"- {violation}")


if __name__ == "__main__":
    main()
