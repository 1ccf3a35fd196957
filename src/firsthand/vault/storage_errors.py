"""What a disk can refuse, in words a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firsthand.evidence.errors import FirsthandError


class StorageError(FirsthandError):
    """The place where a case is kept could not take or give bytes."""

    exit_status = 6


class StorageFullError(StorageError):
    """There is no room left: the disk, the quota or the allowed file size is used up."""


class StorageReadOnlyError(StorageError):
    """The place may be read but not written."""


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def storage_error(error: OSError, place: Path) -> StorageError:
    """The `StorageError` that says what `error` means for the folder or file at `place`."""
    if error.errno in _FULL:
        return StorageFullError(
            f"There is no room left to write in {place} ({error.strerror}).",
            remedy="Free some space or move the case to a larger disk, then run the same command "
            "again: what was acknowledged is kept, and the work goes on from there.",
        )
    if error.errno in _READ_ONLY:
        return StorageReadOnlyError(
            f"{place} cannot be written ({error.strerror}).",
            remedy="Make the folder writable for your account, or copy the case to a place that "
            "is, then run the same command again.",
        )
    return StorageError(
        f"{place} could not be used ({error.strerror or error}).",
        remedy="Check that the disk is attached and sound, then run the same command again.",
    )


@contextmanager
def storage_faults(place: Path) -> Iterator[None]:
    """Turn every `OSError` of the block into the `StorageError` that names `place`."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, place) from error
