"""Under which circumstances captures are made: who, on which machine, by which clock and tool."""

from __future__ import annotations

import ctypes
import os
import platform
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from firsthand import __version__
from firsthand.evidence.exhibits import ClockState, Tool

_TIMESYNC_MARK = Path("/run/systemd/timesync/synchronized")
_TIMEX_SIZE, _STATUS_OFFSET = 512, 40  # struct timex of 64-bit Linux is smaller; room to spare
_STA_UNSYNC = 0x0040


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all captures of one run have in common."""

    clock: ClockState
    machine: str
    machine_user: str
    tool: Tool


def surroundings_here() -> Surroundings:
    """The circumstances of this process, asked of the system now."""
    details = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    return Surroundings(
        clock=clock_state(),
        machine=platform.node(),
        machine_user=_account(),
        tool=Tool("firsthand", __version__, details),
    )


def clock_state() -> ClockState:
    """Whether the system keeps its clock synchronised, as far as the system says.

    Linux keeps a flag that a time service clears while it disciplines the clock (adjtimex(2));
    systemd-timesyncd leaves a mark besides. A clock set from outside a virtual machine is often
    right without either, so "not synchronised" means "nobody here vouches for it".
    """
    if _TIMESYNC_MARK.exists():
        return ClockState(True, "systemd-timesyncd")
    if not sys.platform.startswith("linux") or ctypes.sizeof(ctypes.c_void_p) != 8:
        return ClockState(None, "this system does not say")
    timex = ctypes.create_string_buffer(_TIMEX_SIZE)  # all zero: read, change nothing
    if ctypes.CDLL(None, use_errno=True).adjtimex(timex) < 0:
        return ClockState(None, f"adjtimex: {os.strerror(ctypes.get_errno())}")
    status = int.from_bytes(timex.raw[_STATUS_OFFSET : _STATUS_OFFSET + 4], sys.byteorder)
    return ClockState(not status & _STA_UNSYNC, f"adjtimex status {status:#06x}")


def _account() -> str:
    user = os.geteuid()
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # containers run under numbers without a name
        return str(user)
