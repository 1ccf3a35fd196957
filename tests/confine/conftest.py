from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def hostile():
    """The functions of hostile_functions.py, as a module that is found by its file only."""
    spec = importlib.util.spec_from_file_location(
        "firsthand_hostile_functions", Path(__file__).with_name("hostile_functions.py")
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def untrusted(tmp_path):
    path = tmp_path / "untrusted.bin"
    path.write_bytes(b"twelve bytes")
    return path
