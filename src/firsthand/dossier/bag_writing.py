"""Writing the files of a bag into a staging folder, hashing each as it is copied."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from firsthand.dossier.bag import is_safe_path
from firsthand.dossier.layout import NO_EXHIBIT, PlacedObject
from firsthand.dossier.material import ExtraFile
from firsthand.evidence.errors import BrokenEvidenceError, MissingThingError

#: Opens an object by hex digest; raises `MissingThingError` where there is none.
ObjectOpener = Callable[[str], BinaryIO]

_BLOCK = 1 << 20
_COPIERS = 2


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file's hex SHA-256 and its size in bytes."""

    digest: str
    size: int


class BagWriter:
    """Fills a bag's payload; `files` tells what was written, by path in the bag."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, WrittenFile] = {}

    def write(self, path: str, data: bytes) -> WrittenFile:
        """Write a small file."""
        return self.copy(path, io.BytesIO(data))

    def copy(self, path: str, source: BinaryIO) -> WrittenFile:
        """Copy a stream in one pass and flat memory; a path is written once."""
        if not is_safe_path(path):
            raise ValueError(f"{path!r} cannot stand in a bag")
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        found = hashlib.sha256()
        size = 0
        with target.open("xb", buffering=0) as out:
            while block := source.read(_BLOCK):
                found.update(block)
                size += len(block)
                view = memoryview(block)
                while view:
                    view = view[out.write(view) :]
        self.files[path] = WrittenFile(found.hexdigest(), size)
        return self.files[path]

    def read(self, path: str) -> bytes:
        """A small file that was written before."""
        return (self.root / path).read_bytes()

    def adopt(self, path: str) -> None:
        """Count a file that was written into the folder by other means."""
        with (self.root / path).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256")
            self.files[path] = WrittenFile(found.hexdigest(), stream.tell())

    def copy_objects(
        self,
        placed: Iterable[PlacedObject],
        open_object: ObjectOpener,
        done: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Copy objects to their places, two at a time, and see that each has its digest.

        `done` is told how many are finished. Raises `BrokenEvidenceError` for an object that is
        missing or has other bytes.
        """
        with ThreadPoolExecutor(_COPIERS, "firsthand-copy") as pool:
            copies = [pool.submit(self._copy_object, each, open_object) for each in placed]
            try:
                for finished, copy in enumerate(copies, start=1):
                    copy.result()
                    done(finished)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def copy_extra(self, path: str, extra: ExtraFile) -> None:
        """Copy a file that was made elsewhere."""
        if isinstance(extra, bytes):
            self.write(path, extra)
            return
        with extra.open("rb") if isinstance(extra, Path) else extra() as stream:
            self.copy(path, stream)

    def _copy_object(self, placed: PlacedObject, open_object: ObjectOpener) -> None:
        whose = f" ({placed.what} {placed.exhibit})" if placed.exhibit != NO_EXHIBIT else ""
        remedy = "Run `firsthand verify` on the case, and take the object from another copy."
        try:
            with open_object(placed.digest) as stream:
                found = self.copy(placed.path, stream)
        except MissingThingError:
            raise BrokenEvidenceError(
                f"The object {placed.digest}{whose} is missing.", remedy=remedy
            ) from None
        if found.digest != placed.digest:
            raise BrokenEvidenceError(
                f"The object {placed.digest}{whose} was changed: it now has the digest "
                f"{found.digest}.",
                remedy=remedy,
            )

    def payload(self) -> dict[str, WrittenFile]:
        """What lies below `data/`."""
        return {path: f for path, f in self.files.items() if path.startswith("data/")}
