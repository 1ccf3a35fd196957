"""Capture one file: its bytes, what the file system says about it, and whether it held still."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from firsthand.capture.media_type import HEAD_SIZE, sniff
from firsthand.capture.names import exact_bytes, readable_name
from firsthand.capture.sidecars import read_sidecar, sidecar_names
from firsthand.capture.source import Found, Refused
from firsthand.capture.surroundings import Surroundings
from firsthand.evidence.exhibits import Capture
from firsthand.evidence.failures import UnreadableError
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval

_LARGEST_ATTRIBUTE = 4096  # bytes; longer ones are noted by name only
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WATCHED_NAMES = ("st_ino", "st_dev", "st_size", "st_mtime_ns")
_WATCHED = attrgetter(*_WATCHED_NAMES)


@dataclass(frozen=True)
class FileSource:
    """One file named by a person, and a downloader's record beside it where there is one."""

    path: Path

    def find(self) -> Iterator[Found | Refused]:
        """The file, then its sidecar; a link is refused even when named, since a pattern such as
        `videos/*` names links that nobody looked at."""
        found = examine(os.path.abspath(self.path))  # noqa: PTH100  resolve() would follow links
        yield found
        if isinstance(found, FoundFile) and found.sidecar is not None:
            yield examine(found.sidecar)


def examine(path: str, *, is_sibling: Callable[[str], bool] | None = None) -> FoundFile | Refused:
    """What stands at an absolute path: a file to capture, or why it is refused.

    `is_sibling` tells whether a name stands in the same folder, for callers that have listed it.
    """
    origin = readable_name(path)
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return Refused(origin, "missing", "There is no such file.")
    except OSError as error:
        return Refused(origin, "unreadable", f"It cannot be looked at: {error.strerror}.")
    if stat.S_ISLNK(status.st_mode):
        return Refused(origin, "link", _link_sentence(path))
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a special file")
        return Refused(origin, "special-file", f"It is {kind}, which has no bytes to preserve.")
    if not os.access(path, os.R_OK):
        return Refused(origin, "unreadable", "This account may not read it.")
    folder, _, name = path.rpartition("/")
    exists = is_sibling or partial(_is_file_beside, folder)
    beside = next(filter(exists, sidecar_names(name)), None)
    return FoundFile(path, status.st_size, None if beside is None else f"{folder}/{beside}")


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _is_file_beside(folder: str, name: str) -> bool:
    return Path(f"{folder}/{name}").is_file()


def _link_sentence(path: str) -> str:
    try:
        target = readable_name(Path(path).readlink())
    except OSError:
        target = "something unreadable"
    return f"It is a symbolic link to {target}; add that itself if it belongs to the case."


@dataclass(slots=True)
class FoundFile:
    """A file to capture, by absolute paths; keeps what the file system said when it was opened."""

    path: str
    size: int | None
    sidecar: str | None = None
    _opened: os.stat_result | None = field(default=None, repr=False)
    _attributes: dict[str, str] = field(default_factory=dict, repr=False)
    _is_footage: bool = field(default=False, repr=False)

    def __reduce__(self) -> tuple[type[FoundFile], tuple[object, ...]]:
        # To another process it goes as it was found, and at little cost.
        return FoundFile, (self.path, self.size, self.sidecar)

    @property
    def origin(self) -> str:
        """The absolute path as text."""
        return readable_name(self.path)

    @property
    def name(self) -> str:
        """The file's own name as text."""
        return readable_name(_name(self.path))

    def open(self) -> io.FileIO:
        """The bytes; refuses what has become a link, pipe or folder since it was found."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        stream = io.FileIO(os.open(self.path, flags))
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            stream.close()
            raise OSError(f"{self.origin} is no plain file any more")
        self._opened = status
        self._attributes = _extended_attributes(stream.fileno())
        if self.sidecar is not None:
            head = os.pread(stream.fileno(), HEAD_SIZE, 0)
            self._is_footage = sniff(head, _name(self.path)).room == "footage"
        return stream

    def unchanged_since(self, earlier: Capture) -> bool:
        """Whether size, identity and both times are those of an earlier capture.

        Any write to a file moves the time of its last status change, which no program can set
        back; so equal facts mean equal bytes unless the clock or the disk was tampered with.
        """
        try:
            status = os.lstat(self.path)
        except OSError:
            return False
        now = {
            "size": status.st_size,
            "inode": str(status.st_ino),
            "device": str(status.st_dev),
            "status_changed": _printed(status.st_ctime_ns),
        }
        return all(earlier.facts.get(key) == value for key, value in now.items())

    def capture(self, surroundings: Surroundings) -> Capture:
        """The record: path, times, owner, and what changed between opening and now, if anything."""
        status = self._opened if self._opened is not None else os.lstat(self.path)
        claimed, refused = self._claims()
        return Capture(
            method="file",
            origin=self.origin,
            name=self.name,
            captured_at=datetime.now(UTC),
            clock=surroundings.clock,
            machine=surroundings.machine,
            machine_user=surroundings.machine_user,
            tool=surroundings.tool,
            modified=_instant(status.st_mtime_ns, "file system, time of last change"),
            facts=self._facts(status),
            claimed=claimed,
            refused=refused,
        )

    def _facts(self, status: os.stat_result) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "size": status.st_size,
            "mode": f"{stat.S_IMODE(status.st_mode):04o}",
            "owner": status.st_uid,
            "group": status.st_gid,
            "inode": str(status.st_ino),  # may pass 2^53, which JSON numbers do not hold
            "device": str(status.st_dev),
            "links": status.st_nlink,
            "status_changed": _printed(status.st_ctime_ns),
        }
        if (raw := exact_bytes(self.path)) is not None:
            facts["path_bytes"] = raw
        if self._attributes:
            facts["extended_attributes"] = self._attributes
        if self.sidecar is not None:
            facts["sidecar"] = readable_name(_name(self.sidecar))
        if (changed := _changed(status, self.path)) is not None:
            facts["changed_while_read"] = changed
        return facts

    def _claims(self) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The claims of the sidecar, for footage; and what could not be had of it."""
        if self.sidecar is None or not self._is_footage:
            return {}, ()
        try:
            return read_sidecar(Path(self.sidecar)), ()
        except (UnreadableError, OSError) as error:
            name = readable_name(_name(self.sidecar))
            return {}, (f"The record {name} beside it could not be read. {error}",)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _changed(before: os.stat_result, path: str) -> dict[str, str] | None:
    """What is different now from when the file was opened: the bytes may then be of two states."""
    try:
        after = os.lstat(path)
    except OSError as error:
        return {"gone": error.strerror or "it cannot be looked at any more"}
    if _WATCHED(before) == _WATCHED(after):
        return None
    return {
        name.removeprefix("st_"): f"{getattr(before, name)} became {getattr(after, name)}"
        for name in _WATCHED_NAMES
        if getattr(before, name) != getattr(after, name)
    }


def _extended_attributes(handle: int) -> dict[str, str]:
    """What programs attached to the file: browsers keep the address of a download there."""
    if not hasattr(os, "listxattr"):
        return {}
    kept = {}
    try:
        for name in os.listxattr(handle):
            if name.startswith("user."):
                value = os.getxattr(handle, name)
                short = value if len(value) <= _LARGEST_ATTRIBUTE else b"(long)"
                kept[readable_name(name)] = short.decode("utf-8", "backslashreplace")
    except OSError:
        return kept  # the file system has none, or they went away meanwhile
    return kept


def _printed(nanoseconds: int) -> str:
    """Nanoseconds since 1970 as RFC 3339 text that keeps them all."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return f"{nanoseconds} ns since 1970"
    return f"{moment.replace(tzinfo=None).isoformat()}.{rest:09d}Z"


def _instant(nanoseconds: int, basis: str) -> TimeInterval:
    try:
        moment = _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return UNKNOWN_TIME
    return TimeInterval(moment, moment, _printed(nanoseconds), basis)
