"""Fixtures: one small case and its dossier, made once and copied for each test."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from firsthand.dossier.sealing import seal

_WORLDS = Path(__file__).parents[1] / "worlds"
REPORT_FILES = {
    "report/index.html": b"<!doctype html><title>Ozerny ferry</title>\n",
    "exports/case.json": b"{}\n",
}


def _world(name: str) -> ModuleType:
    full_name = f"firsthand_worlds_{name}"
    if full_name not in sys.modules:
        spec = importlib.util.spec_from_file_location(full_name, _WORLDS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full_name] = module
        spec.loader.exec_module(module)
    return sys.modules[full_name]


@pytest.fixture(scope="session")
def small_case() -> ModuleType:
    """The module that makes small cases."""
    return _world("small_case")


@pytest.fixture(scope="session")
def made_case(small_case, _running_authority, tmp_path_factory):
    """The case that is copied: do not change it."""
    folder = tmp_path_factory.mktemp("made") / "ferry"
    chain = _running_authority.chain_pem + _running_authority.ca_pem
    return small_case.build_case(folder, _running_authority.reply, chain)


@pytest.fixture(scope="session")
def made_dossier(made_case, tmp_path_factory) -> Path:
    """The dossier that is copied: do not change it."""
    return seal(
        made_case.material(), tmp_path_factory.mktemp("sealed") / "dossier", extra=REPORT_FILES
    ).path


@pytest.fixture
def case(made_case, small_case, tmp_path):
    """A copy of the small case that a test may damage."""
    folder = tmp_path / "ferry"
    shutil.copytree(made_case.folder, folder)
    return small_case.SmallCase(
        folder, made_case.actor, made_case.second, made_case.log_key, made_case.settings,
        made_case.written,
    )  # fmt: skip


@pytest.fixture
def dossier(made_dossier, tmp_path) -> Path:
    """A copy of its dossier that a test may damage."""
    return Path(shutil.copytree(made_dossier, tmp_path / "dossier"))
