"""Where objects wait until they are whole: a folder of its own for each put, inside `incoming/`.

The folder is locked (`flock`) as long as its owner lives, so that a later put can tell what a
killed process left behind, and sweep it, from what another process is writing right now.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextlib.contextmanager
def staging_folder(incoming: int) -> Iterator[int]:
    """A new, locked, empty folder below the folder behind `incoming`; gone after the block."""
    name, fd = _new_folder(incoming)
    try:
        yield fd
    finally:
        with contextlib.suppress(OSError):  # a full or detached disk: a later put sweeps
            _remove(incoming, name, fd)
        os.close(fd)


def sweep(incoming: int) -> None:
    """Remove what killed processes left in `incoming`; what a living one holds stays."""
    for name in os.listdir(incoming):
        try:
            fd = os.open(name, _FOLDER, dir_fd=incoming)
        except OSError:
            continue  # no folder of ours, or gone in this moment
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(incoming, name, fd)
        except BlockingIOError:
            continue
        finally:
            os.close(fd)


def _new_folder(incoming: int) -> tuple[str, int]:
    while True:
        name = secrets.token_hex(8)
        os.mkdir(name, 0o700, dir_fd=incoming)
        try:
            fd = os.open(name, _FOLDER, dir_fd=incoming)
        except FileNotFoundError:
            continue  # swept by another process before it was locked
        fcntl.flock(fd, fcntl.LOCK_EX)
        if _is_there(incoming, name):
            return name, fd
        os.close(fd)


def _is_there(incoming: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=incoming, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _remove(incoming: int, name: str, fd: int) -> None:
    for left in os.listdir(fd):
        os.unlink(left, dir_fd=fd)
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(name, dir_fd=incoming)
