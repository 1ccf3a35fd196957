"""Reading files that another hand may have swapped: never a link, never a pipe, never too much."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from firsthand.evidence.errors import BrokenEvidenceError
from firsthand.vault.storage_errors import storage_error


def open_plain(path: Path) -> BinaryIO:
    """Open a plain file for reading, following no link at its name.

    Raises `FileNotFoundError` where nothing is there, `BrokenEvidenceError` for anything but a
    plain file, and `StorageError` where it cannot be read.
    """
    try:
        # O_NONBLOCK: opening a named pipe would otherwise wait for a writer.
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise not_a_plain_file(path) from None
        raise storage_error(error, path) from error
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise not_a_plain_file(path)
    return os.fdopen(fd, "rb")


def read_plain(path: Path, most: int) -> bytes:
    """The bytes of a plain file of at most `most` bytes; raises as `open_plain`.

    A longer file is a `BrokenEvidenceError`.
    """
    with open_plain(path) as stream:
        try:
            data = stream.read(most + 1)
        except OSError as error:
            raise storage_error(error, path) from error
    if len(data) > most:
        raise BrokenEvidenceError(
            f"{path} is longer than such a file can be.",
            remedy="The file was changed; take it from another copy of the case.",
        )
    return data


def not_a_plain_file(path: Path) -> BrokenEvidenceError:
    """The error for a link, a folder or a special file where a plain file belongs."""
    return BrokenEvidenceError(
        f"{path} is not a plain file.",
        remedy="Something was put in its place; take the file from another copy of the case.",
    )
