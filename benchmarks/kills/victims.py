"""Processes that are killed: how one is started, what it said, and how it is ended.

A *warm* victim is forked from this process, with everything imported, and calls the operations as
the command line does; so a kill falls into the work and not into the start of an interpreter. A
*cold* victim is the command line itself, `python -m firsthand …`. Either leads a process group of
its own, which gets SIGKILL as a whole; what it had started in other sessions must end by itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from firsthand.operations.progress import Progress

_PR_SET_CHILD_SUBREAPER = 36
_ORPHANS_END_WITHIN = 30.0  # seconds; they end at once, but this machine may be busy

#: How the lines begin in which the command line tells of a stage.
_STAGES = ("Preserving", "Examining", "Tracing", "Writing", "Sealing")

Action = Callable[[Progress], None]


@dataclass(frozen=True)
class Said:
    """What a victim had told before its end: the stages it began, the steps it finished."""

    stages: tuple[str, ...]
    steps: tuple[tuple[str, str, int], ...]  # stage, about what, how many

    def steps_of(self, stage: str) -> list[tuple[str, int]]:
        """What was finished in a stage."""
        return [(what, count) for of, what, count in self.steps if of == stage]


@dataclass
class Victim:
    """A running process; `transcript` is the file that its progress goes to."""

    pid: int
    transcript: Path

    def end_after(self, seconds: float, before_kill: Callable[[], None]) -> bool:
        """Kill it after so long; whether it was killed rather than at its end by then.

        Raises `RuntimeError` where it had failed by itself.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if (ended := self._ended()) is not None:
                return self._judged(ended)
            time.sleep(min(left, 0.02))
        before_kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        return self._judged(status)

    def wait(self) -> None:
        """Let it finish its work."""
        _, status = os.waitpid(self.pid, 0)
        if self._judged(status):
            raise RuntimeError("someone else killed the victim")

    def said(self) -> Said:
        """What it told."""
        stages: list[str] = []
        steps: list[tuple[str, str, int]] = []
        lines = self.transcript.read_text(errors="replace").splitlines()
        for line in lines:
            kind, _, rest = line.partition("\t")
            if kind == "begin":
                stages.append(rest)
            elif kind == "step" and stages:
                count, _, what = rest.partition("\t")
                steps.append((stages[-1], what, int(count)))
            elif line.startswith(_STAGES):  # the command line's own words
                stages.append(line.partition(":")[0].removesuffix(" …"))
        return Said(tuple(stages), tuple(steps))

    def _ended(self) -> int | None:
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return status if pid else None

    def _judged(self, status: int) -> bool:
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"status {code} of its own:\n{self.transcript.read_text()}")
        return code != 0


class _Telling:
    """Progress written to a descriptor at once, one line a call."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def begin(self, stage: str, total: int | None) -> None:
        """See `Progress.begin`."""
        del total
        self._tell(f"begin\t{stage}")

    def step(self, what: str, steps: int = 1) -> None:
        """See `Progress.step`."""
        self._tell(f"step\t{steps}\t{what}")

    def note(self, sentence: str) -> None:
        """See `Progress.note`."""
        self._tell(f"note\t{sentence}")

    def _tell(self, line: str) -> None:
        os.write(self._handle, f"{line}\n".encode())


def start_warm(action: Action, transcript: Path) -> Victim:
    """A forked victim that does the action."""
    handle = os.open(transcript, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.setsid()
            action(_Telling(handle))
            status = 0
        except BaseException:  # noqa: BLE001  the child's outermost frame must not return
            os.write(handle, traceback.format_exc().encode())
        finally:
            os._exit(status)
    os.close(handle)
    return Victim(pid, transcript)


def start_cold(arguments: Sequence[str], transcript: Path) -> Victim:
    """The command line as a victim."""
    with transcript.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "firsthand", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    process.returncode = 0  # waited for by its process id, here
    return Victim(process.pid, transcript)


def adopt_orphans() -> None:
    """Become the parent of whatever the victims leave behind, so that it is seen."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("this system does not hand orphans on")


def orphans_end() -> bool:
    """Whether all processes that a victim had started ended by themselves."""
    deadline = time.monotonic() + _ORPHANS_END_WITHIN
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            time.sleep(0.01)
    return False
