"""A command starts with what it needs and no more."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from firsthand.cli.main import SUMMARIES

DECODERS = {"av", "lxml", "numpy", "PIL", "pypdfium2", "trafilatura", "extruct", "rfc3161_client"}


@pytest.mark.parametrize("verb", SUMMARIES)
def test_the_list_of_verbs_says_what_each_says_of_itself(verb):
    command = importlib.import_module(f"firsthand.cli.commands.{verb}").command
    assert command.name == verb
    assert SUMMARIES[verb] == command.get_short_help_str(limit=200)


def modules_after(statement: str) -> set[str]:
    script = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_neither_engines_nor_the_catalogue():
    shown = "from firsthand.cli.main import _run; _run(['--help'])"
    assert not modules_after(shown) & (DECODERS | {"sqlalchemy", "rich", "cryptography"})


def test_preserving_loads_no_decoder(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_HOME", str(tmp_path / "home"))
    (tmp_path / "note.txt").write_text("The Orlec bridge was open at noon.")
    case = str(tmp_path / "case")
    calls = (["new", case], ["add", "--preserve-only", "--case", case, str(tmp_path / "note.txt")])
    ran = "; ".join(f"assert _run({call!r}) == 0" for call in calls)
    assert not modules_after(f"from firsthand.cli.main import _run; {ran}") & DECODERS
