"""What Debian adds is named: with its version where it is there, with its install line if not."""

from __future__ import annotations

import shutil

import pytest

from firsthand.operations.programs import programs

NAMES = {"exiftool", "tesseract", "chromium", "openssl"}


def test_an_absent_program_is_named_with_the_line_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {program.name: program for program in programs()}
    assert found.keys() == NAMES
    for program in found.values():
        assert (program.path, program.version) == (None, None)
        assert program.install.startswith("apt-get install ")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_program_that_is_there_says_its_version(name):
    (program,) = (each for each in programs() if each.name == name)
    if program.path is None:
        assert shutil.which(name) is None
        pytest.skip(f"needs {name}: {program.install}")
    assert program.version is not None
    assert program.version[0].isdigit()
