"""Fixtures for all rooms: the simulated worlds of `tests/worlds`."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_WORLDS = Path(__file__).parent / "worlds"


def _world(name: str) -> ModuleType:
    """A module of tests/worlds: the tests are no package, so it is loaded by its path."""
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
def dying_process() -> ModuleType:
    """`lines_of(action)` and `kill_at(line, action)`: a child killed at a chosen instant."""
    return _world("dying_process")


@pytest.fixture(scope="session")
def small_disk() -> Callable[..., str]:
    """`run(script, size="4m")`: a script on a disk of that size; skipped where none can be had."""
    world = _world("small_disk")
    if reason := world.refusal():
        pytest.skip(reason)
    run: Callable[..., str] = world.run_on_small_disk
    return run


@pytest.fixture
def power_cut(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Watches what a power cut would leave."""
    return _world("power_cut").PowerCutWorld(monkeypatch)


@pytest.fixture(scope="session")
def _running_authority() -> Iterator[Any]:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl: apt-get install openssl")
    with _world("timestamp_authority").running_authority() as authority:
        yield authority


@pytest.fixture
def timestamp_authority(_running_authority: Any) -> Iterator[Any]:
    """A real authority on loopback (`LoopbackAuthority`: `url`, `ca_pem`, …), well-behaved again
    after each test."""
    yield _running_authority
    _running_authority.behaviour = "well"
