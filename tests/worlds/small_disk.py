"""A world with a small disk: a tmpfs of a few megabytes in a mount namespace of its own.

A script runs in it as a child process, with the disk's folder as its first argument. The disk
vanishes with the child. `refusal` says why there is none, where the machine does not allow it.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap

_MOUNT = 'mount -t tmpfs -o "size=$1" tmpfs /mnt && exec "$2" -c "$3" /mnt'


def run_on_small_disk(script: str, size: str = "4m") -> str:
    """Run a Python script with the disk's folder as `sys.argv[1]`; what it prints."""
    done = _run(script, size)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refusal() -> str:
    """Why no such disk can be had here; empty where one can."""
    try:
        done = _run("pass", "1m")
    except FileNotFoundError:
        return "the command unshare is not installed (Debian: util-linux)"
    return "" if done.returncode == 0 else f"no mount namespace here: {done.stderr.strip()}"


def _run(script: str, size: str) -> subprocess.CompletedProcess[str]:
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh", size]
    return subprocess.run(
        [*command, sys.executable, textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
