"""A folder that may be hostile, read without ever writing, following or waiting.

Every file is opened from the folder's own descriptor downwards, one name at a time, and no link is
followed at any of them: what is read lies in the folder. Pipes and devices are not opened. Counts,
depth and sizes have limits, and a file is read up to the size that it had when it was opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from firsthand.dossier.defects import Findings
from firsthand.evidence.errors import FirsthandError, MissingThingError

#: Folders in folders; Firsthand itself writes at most nine.
MOST_DEEP = 32
MOST_FILES = 5_000_000
#: Files may claim this much more than the disk holds for them (a sparse copy of a sparse original).
_MOST_HOLLOW = 1 << 40
_BLOCK = 1 << 20
_HASHERS = 2

_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class UnusableFileError(FirsthandError):
    """A file of the folder cannot be read; `code` and `details` are those of the defect."""

    def __init__(self, code: str, path: str, **details: object) -> None:
        super().__init__(f"{path}: {code}")
        self.code = code
        self.path = path
        self.details = details


@dataclass(frozen=True, slots=True)
class Listing:
    """The plain files of a folder by relative path, with their sizes in bytes."""

    files: Mapping[str, int]

    def below(self, prefix: str) -> list[str]:
        """The files whose path starts with `prefix`, in order."""
        return sorted(path for path in self.files if path.startswith(prefix))


class Folder:
    """An open folder. Paths are relative, with `/`, and must not contain `..`."""

    __slots__ = ("_fd", "path")

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise MissingThingError(
                f"There is no folder {path}.", remedy="Give the folder of a case or a dossier."
            ) from None
        except OSError as error:
            raise FirsthandError(
                f"{path} cannot be opened: {error.strerror}.",
                remedy="Give the folder of a case or a dossier that you may read.",
            ) from None

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)

    def names(self) -> list[str]:
        """The names directly in the folder, in order."""
        with os.scandir(self._fd) as entries:
            return sorted(entry.name for entry in entries)

    def walk(self, findings: Findings, only: Container[str] | None = None) -> Listing:
        """Every plain file in the folder, or below those of its names that are in `only`.

        Links, special files, and what lies too deep become defects and are left out.
        """
        files: dict[str, int] = {}
        claimed = held = 0
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            for name, facts in self._names(folder, findings):
                path = f"{folder}/{name}" if folder else name
                if not folder and only is not None and name not in only:
                    continue
                if stat.S_ISDIR(facts.st_mode):
                    if path.count("/") >= MOST_DEEP:
                        findings.defect("nested-too-deep", path, most=MOST_DEEP)
                    else:
                        waiting.append(path)
                elif stat.S_ISREG(facts.st_mode):
                    files[path] = facts.st_size
                    claimed, held = claimed + facts.st_size, held + facts.st_blocks * 512
                else:
                    link = stat.S_ISLNK(facts.st_mode)
                    findings.defect("link" if link else "special-file", path)
                if len(files) > MOST_FILES:
                    findings.defect("too-many-files", folder, most=MOST_FILES)
                    return Listing(files)
        if claimed > _MOST_HOLLOW and claimed > 1000 * held:
            files = self._without_hollow(files, findings)
        return Listing(files)

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a small file; raises `UnusableFileError`, also above `most` bytes."""
        with self.open(path) as stream:
            data = stream.read(most + 1)
            if len(data) > most:
                size = os.fstat(stream.fileno()).st_size
                raise UnusableFileError("too-large", path, size=size, most=most)
            return data

    @contextlib.contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """The file for reading; whatever goes wrong meanwhile is an `UnusableFileError`."""
        try:
            fd = self._open(path)
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                os.close(fd)
                raise UnusableFileError("special-file", path)
            with os.fdopen(fd, "rb", buffering=_BLOCK) as stream:
                yield stream
        except FileNotFoundError:
            raise UnusableFileError("missing-file", path) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise UnusableFileError("unreadable-file", path, reason=reason) from None

    def digest(self, path: str) -> tuple[str, int]:
        """The hex SHA-256 of a file and how many bytes it had; memory stays flat."""
        found = hashlib.sha256()
        buffer = memoryview(bytearray(_BLOCK))
        with self.open(path) as stream:
            # A file that someone keeps writing to must not keep the checker reading.
            left = size = os.fstat(stream.fileno()).st_size
            while left and (count := os.readv(stream.fileno(), [buffer[: min(left, _BLOCK)]])):
                found.update(buffer[:count])
                left -= count
        return found.hexdigest(), size - left

    def digests(
        self, paths: Iterable[str], done: Callable[[int], None] = lambda _: None
    ) -> Iterator[tuple[str, str | UnusableFileError, int]]:
        """(path, digest or what went wrong, bytes) of many files, two at a time, in any order.

        `done` is told of the bytes as files are finished.
        """
        with ThreadPoolExecutor(_HASHERS, "firsthand-hash") as pool:
            running: dict[Future[tuple[str, int]], str] = {}
            for path in paths:
                running[pool.submit(self.digest, path)] = path
                if len(running) >= 4 * _HASHERS:
                    yield from _finished(running, done)
            while running:
                yield from _finished(running, done)

    def _names(self, folder: str, findings: Findings) -> Iterator[tuple[str, os.stat_result]]:
        try:
            fd = self._open(folder, _FOLDER) if folder else os.dup(self._fd)
        except FileNotFoundError:
            return
        except OSError as error:
            findings.defect("unreadable-file", folder, reason=error.strerror)
            return
        try:
            with os.scandir(fd) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):  # gone while we were looking
                        yield entry.name, entry.stat(follow_symlinks=False)
        finally:
            os.close(fd)

    def _open(self, path: str, how: int = _PLAIN) -> int:
        *folders, name = path.split("/")
        if not all(part not in ("", ".", "..") and "\0" not in part for part in (*folders, name)):
            raise UnusableFileError("missing-file", path)
        at = os.dup(self._fd)
        try:
            for folder in folders:
                below = os.open(folder, _FOLDER, dir_fd=at)
                os.close(at)
                at = below
            return os.open(name, how, dir_fd=at)
        finally:
            os.close(at)

    def _without_hollow(self, files: dict[str, int], findings: Findings) -> dict[str, int]:
        kept = {}
        for path, size in files.items():
            with contextlib.suppress(UnusableFileError), self.open(path) as stream:
                if os.fstat(stream.fileno()).st_blocks * 512 * 1000 < size > _BLOCK:
                    findings.defect("hollow-file", path, size=size)
                else:
                    kept[path] = size
        return kept


def _finished(
    running: dict[Future[tuple[str, int]], str], done: Callable[[int], None]
) -> Iterator[tuple[str, str | UnusableFileError, int]]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        path = running.pop(future)
        try:
            digest, size = future.result()
        except UnusableFileError as error:
            yield path, error, 0
        else:
            done(size)
            yield path, digest, size
