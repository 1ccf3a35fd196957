"""A world in which a process is killed at a chosen instant: SIGKILL before its n-th line of code.

The action runs in a forked child whose lines in `firsthand.vault` are counted. Unlike a kill by
the clock, the instant is the same on every machine, and each one can be tried.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_COUNTED = "/firsthand/vault/"


def lines_of(action: Callable[[], None]) -> int:
    """How many lines the action runs when nobody kills it."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        counted = _run_counting(action, die_at=None)
        os.write(write_end, str(counted).encode())
        os._exit(0)
    os.close(write_end)
    counted = int(os.read(read_end, 32))
    os.close(read_end)
    os.waitpid(child, 0)
    return counted


def kill_at(line: int, action: Callable[[], None]) -> bool:
    """Run the action in a child that is killed before its line `line`; whether it was killed."""
    child = os.fork()
    if child == 0:
        _run_counting(action, die_at=line)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed instead of being killed"
    return False


def _run_counting(action: Callable[[], None], die_at: int | None) -> int:
    """Run in the child. An error of the action ends the child with status 1 and its traceback."""
    counted = 0

    def on_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        if event == "line":
            counted += 1
            if counted == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, event: str, _: Any) -> Any:
        return on_line if _COUNTED in frame.f_code.co_filename else None

    try:
        sys.settrace(on_call)
        action()
    except BaseException:  # noqa: BLE001  the child's outermost frame: it must not return to pytest
        sys.settrace(None)
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    sys.settrace(None)
    return counted
