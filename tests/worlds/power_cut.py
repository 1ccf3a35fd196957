"""A world that remembers what a power cut would leave: flushed bytes under flushed names.

It watches the real calls on the real disk. A file's bytes are safe once it was flushed, a name
once its folder was flushed after the name appeared. `unsafe_names` are the names that a power cut
could leave with bytes missing: a well-ordered writer never has one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firsthand.vault import durability


class PowerCutWorld:
    """Watches links, renames and flushes from when it is made until the test ends."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._flushed: set[int] = set()
        self._pending: dict[str, int] = {}
        self.unsafe_names: list[str] = []
        monkeypatch.setattr(durability, "_syncfs", lambda _: False)  # each flush is seen singly
        monkeypatch.setattr(os, "fsync", self._watch_flush(os.fsync))
        monkeypatch.setattr(os, "link", self._watch_naming(os.link))
        monkeypatch.setattr(os, "rename", self._watch_naming(os.rename))

    @property
    def unflushed_names(self) -> list[str]:
        """Names that a power cut could still take away."""
        return sorted(self._pending)

    def _watch_flush(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def fsync(fd: int) -> None:
            real(fd)
            inode = os.fstat(fd).st_ino
            self._flushed.add(inode)
            self._pending = {n: folder for n, folder in self._pending.items() if folder != inode}

        return fsync

    def _watch_naming(self, real: Callable[..., None]) -> Callable[..., None]:
        def name(source: Any, target: Any, **folders: Any) -> None:
            inode = os.stat(source, dir_fd=folders.get("src_dir_fd")).st_ino
            real(source, target, **folders)
            parent = Path(target).parent
            folder = os.stat(parent, dir_fd=folders.get("dst_dir_fd")).st_ino
            if inode not in self._flushed:
                self.unsafe_names.append(Path(target).name)
            self._pending[os.fspath(target)] = folder

        return name
