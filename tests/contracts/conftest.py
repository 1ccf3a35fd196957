"""The backends that each contract is held against."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from firsthand.proof.notes import NoteKey
from firsthand.vault.custody_log import CustodyLog
from firsthand.vault.custody_logs.folder import FolderCustodyLog
from firsthand.vault.object_store import ObjectStore
from firsthand.vault.object_stores.folder import FolderObjectStore

_OPEN_FOLDER_STORE = """
    import sys
    from pathlib import Path
    from firsthand.vault.object_stores.folder import FolderObjectStore
    store = FolderObjectStore(Path(sys.argv[1]) / "objects")
"""
_OPEN_FOLDER_LOG = """
    import sys
    from pathlib import Path
    from firsthand.proof.notes import NoteKey
    from firsthand.vault.custody_logs.folder import FolderCustodyLog
    key = NoteKey.from_text("{key}")
    log = FolderCustodyLog(Path(sys.argv[1]) / "log", key.vkey, key)
"""


@dataclass(frozen=True)
class StoreBackend:
    """A kind of object store: how a test opens one, and how a child process opens the same."""

    place: Path
    open: Callable[[], ObjectStore]
    opening: str

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """A child process in which `store` is this store; `sys.argv[2:]` are the arguments."""
        return _start(self.opening, script, self.place, arguments)


@dataclass(frozen=True)
class LogBackend:
    """A kind of custody log: how a test opens one, and how a child process opens the same."""

    place: Path
    key: NoteKey
    open: Callable[[], CustodyLog]
    open_without_key: Callable[[], CustodyLog]
    opening: str

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """A child process in which `log` is this log; `sys.argv[2:]` are the arguments."""
        return _start(self.opening, script, self.place, arguments)


@pytest.fixture(params=["folder"])
def store_backend(request: pytest.FixtureRequest, tmp_path: Path) -> StoreBackend:
    """Every kind of object store, one after the other."""
    assert request.param == "folder"
    return StoreBackend(
        tmp_path, lambda: FolderObjectStore(tmp_path / "objects"), _OPEN_FOLDER_STORE
    )


@pytest.fixture
def store(store_backend: StoreBackend) -> ObjectStore:
    """An empty object store."""
    return store_backend.open()


@pytest.fixture(params=["folder"])
def log_backend(request: pytest.FixtureRequest, tmp_path: Path) -> LogBackend:
    """Every kind of custody log, one after the other."""
    assert request.param == "folder"
    key = NoteKey.generate("firsthand/case/contracts")
    folder = tmp_path / "log"
    return LogBackend(
        tmp_path,
        key,
        lambda: FolderCustodyLog(folder, key.vkey, key),
        lambda: FolderCustodyLog(folder, key.vkey),
        _OPEN_FOLDER_LOG.format(key=key.to_text()),
    )


@pytest.fixture
def log(log_backend: LogBackend) -> CustodyLog:
    """An empty custody log."""
    return log_backend.open()


def _start(
    opening: str, script: str, place: Path, arguments: tuple[str, ...]
) -> subprocess.Popen[str]:
    code = textwrap.dedent(opening) + textwrap.dedent(script)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(place), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
