"""The few file operations on which "acknowledged" rests.

A write survives a power cut when its bytes were flushed (`fsync`) before its name appeared, and
the folder that holds the name was flushed after. The order is that of "All File Systems Are Not
Created Equal" (Pillai and others, OSDI 2014): write, flush the file, link or rename, flush the
folder. Killing the process needs less: what a system call has done, it has done.

Everything here raises the plain `OSError`; callers name the place (see `storage_errors`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import functools
import os
import platform
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

#: Since Linux 5.8 `syncfs` reports that data could not be written; before, it kept silent.
_SYNCFS_REPORTS_SINCE = (5, 8)
#: Up to so many files, flushing each is cheaper than everything that others have yet to write.
_FEW = 16
_SYNC_FILE_RANGE_WRITE = 2
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def write_all(fd: int, data: bytes | bytearray | memoryview) -> None:
    """Write every byte; a single `write` may stop early."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def flush(fd: int) -> None:
    """Wait until the file or folder behind `fd` is on the disk, past the drive's own cache."""
    full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: there, fsync stops at the drive's cache
    if full is None:
        os.fsync(fd)
    else:
        fcntl.fcntl(fd, full)


def flush_path(path: str | os.PathLike[str], *, within: int | None = None) -> None:
    """`flush` for a file or folder by name, relative to the folder `within` if given."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=within)
    try:
        flush(fd)
    finally:
        os.close(fd)


def flush_many(filesystem: int, within: int, names: Sequence[str]) -> None:
    """One wait that covers many files and folders, named relative to the folder `within`.

    Where the kernel can flush a whole file system and report what failed, that is one call;
    elsewhere, and for a few, each is flushed by itself. `filesystem` is any folder of that file
    system, opened before the writes began: only then does it report their failures.
    """
    if len(names) <= _FEW or not _syncfs(filesystem):
        for name in names:
            flush_path(name, within=within)


def start_write_back(fd: int, offset: int, length: int) -> None:
    """Ask the kernel to begin writing a stretch now, so that the later flush is short.

    Only a hint: where it is not offered, nothing happens.
    """
    libc = _libc()
    if libc is not None and hasattr(libc, "sync_file_range"):
        libc.sync_file_range(
            fd, ctypes.c_int64(offset), ctypes.c_int64(length), _SYNC_FILE_RANGE_WRITE
        )


def link_new(source: str, target: str, *, source_folder: int, target_folder: int) -> bool:
    """Give the file `source` the name `target` unless that is taken; say whether it was free.

    Never replaces. The name `source` is gone afterwards. A crash in between leaves both names of
    the one file.
    """
    try:
        os.link(source, target, src_dir_fd=source_folder, dst_dir_fd=target_folder)
    except FileExistsError:
        new = False
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        return _rename_new(source, target, source_folder, target_folder)
    else:
        new = True
    os.unlink(source, dir_fd=source_folder)
    return new


def replace_file(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Put `data` at `path` at one instant and durably: a reader sees the old bytes or the new.

    A crash leaves the old or the new file, and perhaps a stray beside it whose name begins with a
    dot and ends with `.new`; the next `replace_file` of that path sweeps it. Callers exclude each
    other.
    """
    for stray in path.parent.glob(f".{path.name}.*.new"):
        stray.unlink(missing_ok=True)
    with _staged(path, data, mode) as staged:
        staged.rename(path)
    flush_path(path.parent)


def create_file(path: Path, data: bytes, mode: int = 0o666) -> bool:
    """Put `data` at `path` whole and durably unless something is there; say whether it was free."""
    with _staged(path, data, mode) as staged:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            new = link_new(staged.name, path.name, source_folder=folder, target_folder=folder)
            flush(folder)
        finally:
            os.close(folder)
    return new


@contextlib.contextmanager
def _staged(path: Path, data: bytes, mode: int) -> Iterator[Path]:
    staged = path.parent / f".{path.name}.{secrets.token_hex(8)}.new"
    fd = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        try:
            write_all(fd, data)
            flush(fd)
        finally:
            os.close(fd)
        yield staged
    finally:
        staged.unlink(missing_ok=True)


def _rename_new(source: str, target: str, source_folder: int, target_folder: int) -> bool:
    # File systems without hard links (exFAT on a memory stick): two processes may race past the
    # check, and the later rename then replaces a file by one of the same name and making.
    try:
        os.stat(target, dir_fd=target_folder, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(source, target, src_dir_fd=source_folder, dst_dir_fd=target_folder)
        return True
    os.unlink(source, dir_fd=source_folder)
    return False


@functools.cache
def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if platform.system() == "Linux" else None


@functools.cache
def _kernel_release() -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)", platform.release())
    return tuple(int(part) for part in found.groups()) if found else (0, 0)


def _syncfs(fd: int) -> bool:
    libc = _libc()
    if libc is None or _kernel_release() < _SYNCFS_REPORTS_SINCE or not hasattr(libc, "syncfs"):
        return False
    if libc.syncfs(fd) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return True
