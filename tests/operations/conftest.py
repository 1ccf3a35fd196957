"""A case of its own for each test, opened as the command line opens it."""

from __future__ import annotations

import pytest

from firsthand.assembly import make_case, sources_of
from firsthand.operations.add import add
from firsthand.operations.progress import Silent


@pytest.fixture
def case(tmp_path, monkeypatch):
    """A new case, and a user with an empty home."""
    monkeypatch.setenv("FIRSTHAND_HOME", str(tmp_path / "home"))
    return make_case(tmp_path / "case", "Ozerny quay", "Vera Ostrova")


@pytest.fixture
def added(case):
    """Adds files to the case; gives what came of it."""
    return lambda *paths: add(case, sources_of(paths, case.folder), Silent())
