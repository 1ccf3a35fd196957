"""Run a large program over pages of our own: without network, in a folder of its own, in time.

For programs that start processes themselves, such as a browser, and so cannot run under the filter
of `run_program_confined`. What they are given must be our own, not untrusted bytes: only the
network is taken from them, and that only where the system lets us (`leave_network`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LAUNCH = (
    "import json, os, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from firsthand.confine.namespaces import leave_network; leave_network(); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)
_LONGEST_SAID = 1 << 16


@dataclass(frozen=True, slots=True)
class OfflineEnding:
    """How a program ended: its exit status (negative: the signal; `None`: it took too long), and
    the beginning of what it wrote to its standard output and error."""

    status: int | None
    output: str
    errors: str


def run_offline(argv: Sequence[str], home: Path, *, wall_seconds: float) -> OfflineEnding:
    """Run `argv` (an absolute path first) with `home` as its home and temporary folder.

    All that it started is killed when it ends, when the time is up, and when we are interrupted.
    Raises `OSError` where it cannot be started.
    """
    path = json.dumps([os.path.abspath(p) for p in sys.path])  # noqa: PTH100  '' is a place too
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603  our own arguments
            [sys.executable, "-s", "-P", "-c", _LAUNCH, path, *argv],
            env=_environment(home),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        status: int | None = None
        try:
            with suppress(subprocess.TimeoutExpired):
                status = process.wait(wall_seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said = []
        for stream in (output, errors):
            stream.seek(0)
            said.append(stream.read(_LONGEST_SAID).decode("utf-8", "replace"))
    return OfflineEnding(status, said[0], said[1])


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }
