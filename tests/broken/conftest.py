"""Fixtures for damaged cases and dossiers: the small case, and the table of mutations."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from firsthand.dossier.sealing import seal

_TESTS = Path(__file__).parents[1]


def _module(path: Path) -> ModuleType:
    full_name = f"firsthand_worlds_{path.stem}"
    if full_name not in sys.modules:
        spec = importlib.util.spec_from_file_location(full_name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full_name] = module
        spec.loader.exec_module(module)
    return sys.modules[full_name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each mutation."""
    if "mutation" in metafunc.fixturenames:
        table = _module(_TESTS / "broken/mutations.py").MUTATIONS
        metafunc.parametrize("mutation", table, ids=[f"{m.code}-{m.name}" for m in table])


@pytest.fixture(scope="session")
def mutations() -> ModuleType:
    return _module(_TESTS / "broken/mutations.py")


@pytest.fixture(scope="session")
def made(tmp_path_factory, _running_authority):
    """A case and its dossier, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    chain = _running_authority.chain_pem + _running_authority.ca_pem
    case = _module(_TESTS / "worlds/small_case.py").build_case(
        folder / "ferry", _running_authority.reply, chain
    )
    seal(case.material(), folder / "dossier", extra={"report/index.html": b"<!doctype html>\n"})
    return case


@pytest.fixture
def broken_world(made, mutations, tmp_path, monkeypatch):
    """What a mutation may work on."""
    shutil.copytree(made.folder.parent, tmp_path / "world")
    small_case = _module(_TESTS / "worlds/small_case.py")
    case = small_case.SmallCase(
        tmp_path / "world/ferry", made.actor, made.second, made.log_key, made.settings, made.written
    )
    return mutations.World(case, tmp_path / "world/dossier", small_case, monkeypatch)
