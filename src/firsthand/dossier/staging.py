"""A folder that appears whole or not at all.

It is built beside its destination as `.<name>.sealing`, flushed to the disk, and renamed into
place. A crash leaves at most that staging folder, which the next attempt empties and uses anew;
a lock on it keeps two attempts at the same destination apart and ends with its process.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from firsthand.evidence.errors import FirsthandError
from firsthand.vault.durability import flush_many, flush_path


class DestinationError(FirsthandError):
    """The place where a dossier should appear cannot take it."""


class UnwritableDestinationError(DestinationError):
    """There is no room at that place, or it may not be written."""

    exit_status = 6


@contextlib.contextmanager
def staged_folder(destination: Path, ours: Callable[[str], bool]) -> Iterator[Path]:
    """An empty folder to fill, which becomes `destination` when the block ends well.

    `ours` says which names a former attempt can have left in the staging folder; with others in
    it, it is not touched. Raises `DestinationError` where the destination is taken, the disk is
    full, or writing is not allowed; then nothing stays behind.
    """
    destination = destination.absolute()
    staging = destination.with_name(f".{destination.name}.sealing")
    with _faults(destination):
        _refuse_taken(destination)
        destination.parent.mkdir(parents=True, exist_ok=True)
        with _locked(staging) as fd:
            _refuse_taken(destination)
            _empty(staging, ours)
            try:
                yield staging
                names = list(_everything(staging))
                flush_many(fd, fd, [*names, "."])
                staging.rename(destination)
            except BaseException:
                shutil.rmtree(staging, ignore_errors=True)
                raise
            # From here on the dossier is there; this flush makes its name survive a power cut.
            flush_path(destination.parent)


def _refuse_taken(destination: Path) -> None:
    if not os.path.lexists(destination):
        return
    if destination.is_symlink() or not destination.is_dir() or any(destination.iterdir()):
        raise DestinationError(
            f"{destination} exists already and is not an empty folder.",
            remedy="Choose another place, or move it away: a dossier is never overwritten.",
        )


@contextlib.contextmanager
def _locked(staging: Path) -> Iterator[int]:
    """The staging folder, made if need be, held by this process alone; gives its descriptor."""
    while True:
        staging.mkdir(exist_ok=True)
        fd = os.open(staging, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DestinationError(
                    f"Another process is sealing to {staging}.",
                    remedy="Wait until it is done, or choose another place.",
                ) from None
            # Between opening and locking, another process may have renamed the folder away: then
            # what is locked here is its finished dossier.
            if not _is_still(staging, fd):
                continue
            yield fd
            return
        finally:
            os.close(fd)


def _is_still(staging: Path, fd: int) -> bool:
    try:
        return os.path.samestat(staging.lstat(), os.fstat(fd))
    except FileNotFoundError:
        return False


def _empty(staging: Path, ours: Callable[[str], bool]) -> None:
    names = sorted(os.listdir(staging))  # noqa: PTH208  names, not paths
    foreign = [name for name in names if not ours(name)]
    if foreign:
        raise DestinationError(
            f"{staging} holds {foreign[0]!r}, which is not of a dossier.",
            remedy="Look what it is and move it away; Firsthand builds dossiers in that folder.",
        )
    for name in names:
        path = staging / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _everything(staging: Path) -> Iterator[str]:
    """Every file and folder in it, relative, those within a folder before the folder."""
    for folder, _, files in os.walk(staging, topdown=False):
        relative = os.path.relpath(folder, staging)
        for name in files:
            yield os.path.normpath(f"{relative}/{name}")
        if relative != ".":
            yield relative


@contextlib.contextmanager
def _faults(destination: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UnwritableDestinationError(
                f"The disk is full: {destination} could not be written.",
                remedy="Free some space, or seal to another disk. Nothing was left behind.",
            ) from error
        raise UnwritableDestinationError(
            f"{destination} could not be written: {error.strerror or error}.",
            remedy="Choose a place where you may write.",
        ) from error
