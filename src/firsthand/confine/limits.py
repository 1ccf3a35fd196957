"""How much a confined call may use before it is ended."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from pathlib import Path

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one confined call may use; the defaults suit an ordinary document or clip.

    `memory_bytes` is address space on top of what the child starts with. `cpu_seconds` counts
    all its threads, `wall_seconds` the clock on the wall. `file_bytes` bounds each file it writes,
    `output_bytes` all of them together, `result_bytes` the JSON value (or a program's standard
    output), `open_files` its descriptors.
    """

    memory_bytes: int = 2048 * _MIB
    cpu_seconds: int = 120
    wall_seconds: float = 300.0
    file_bytes: int = 1024 * _MIB
    output_bytes: int = 1024 * _MIB
    result_bytes: int = 16 * _MIB  # parsed, JSON may take twenty times as much
    open_files: int = 256

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"a limit must be positive: {name}")


def apply_limits(limits: Limits) -> None:
    """Bind this process to `limits` for good (setrlimit(2)); called in the child only."""
    _lower(resource.RLIMIT_AS, _address_space_now() + limits.memory_bytes)
    # The soft limit sends SIGXCPU, which ends the child; the hard one kills it a second later.
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, soft: int, hard: int | None = None) -> None:
    ceiling = resource.getrlimit(kind)[1]
    wanted = soft if hard is None else hard
    if ceiling != resource.RLIM_INFINITY:
        soft, wanted = min(soft, ceiling), min(wanted, ceiling)
    resource.setrlimit(kind, (soft, wanted))


def _address_space_now() -> int:
    """Bytes of address space in use, or a generous guess where there is no /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 1024 * _MIB
    return pages * resource.getpagesize()
