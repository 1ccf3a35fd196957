"""Capture a folder: every file below it, in the order of their names as bytes.

Policy: hidden files are captured like others. Links, pipes, sockets and devices are refused. So is
the litter that desktop systems leave in folders without anybody's doing (`LITTER`), whose bytes
say nothing about an incident. All that is refused is reported.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from firsthand.capture.names import readable_name
from firsthand.capture.source import Found, Refused
from firsthand.capture.sources.file import examine

#: Names of files and folders made by Finder, Explorer and network storage for themselves.
LITTER = frozenset(
    {
        ".DS_Store",
        ".localized",
        ".Spotlight-V100",
        ".Trashes",
        ".fseventsd",
        "Thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "@eaDir",
        "$RECYCLE.BIN",
        "System Volume Information",
    }
)


@dataclass(frozen=True)
class FolderSource:
    """All files below a folder; `excluded` are absolute paths to leave out (the case itself)."""

    path: Path
    excluded: Collection[Path] = ()

    def find(self) -> Iterator[Found | Refused]:
        """The files of a folder come before those of the folders in it. The walk is no recursion,
        so that no depth is too deep."""
        root = Path(os.path.abspath(self.path))  # noqa: PTH100  resolve() would follow links
        if root.is_symlink():
            yield examine(os.fspath(root))
            return
        excluded = {os.path.realpath(p) for p in self.excluded}
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            if os.path.realpath(folder) in excluded:
                yield Refused(readable_name(folder), "excluded", "It is the case itself.")
                continue
            try:
                files, folders = _names(folder)
            except OSError as error:
                sentence = f"The folder cannot be listed: {error.strerror}."
                yield Refused(readable_name(folder), "unreadable", sentence)
                continue
            waiting.extend(folder / name for name in reversed(folders) if name not in LITTER)
            for name in sorted(LITTER.intersection(files) | LITTER.intersection(folders)):
                sentence = "A desktop system left it there for itself."
                yield Refused(readable_name(folder / name), "litter", sentence)
            siblings = frozenset(files).__contains__
            place = os.fspath(folder).rstrip("/")
            for name in files:
                if name not in LITTER:
                    yield examine(f"{place}/{name}", is_sibling=siblings)


def _names(folder: Path) -> tuple[list[str], list[str]]:
    """The names of what is no folder, and of the folders, each in the order of their bytes."""
    files: list[str] = []
    folders: list[str] = []
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with os.scandir(handle) as entries:
            for entry in entries:
                (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
    finally:
        os.close(handle)
    return sorted(files, key=os.fsencode), sorted(folders, key=os.fsencode)
