"""Stories go through the command line as a person or a program would, each with an empty home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

import firsthand

SOURCE_ROOT = Path(firsthand.__file__).parent.parent


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclass(frozen=True)
class Ended:
    """What a command printed and the status it ended with."""

    arguments: tuple[str, ...]
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout; strict, so that any program can read it."""
        return json.loads(self.out, parse_constant=_no_constant)

    def ended(self, status: int) -> Ended:
        """Itself, if it ended with that status."""
        assert self.status == status, (self.arguments, self.status, self.out, self.err)
        return self


@dataclass
class Person:
    """Someone with a home of their own, standing in a folder, who calls `firsthand`."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.fspath(self.folder / "home"),
            "FIRSTHAND_HOME": os.fspath(self.folder / "home" / "firsthand"),
            "FIRSTHAND_ACTOR": "Ada Vale",
            "PYTHONPATH": os.fspath(SOURCE_ROOT),
            "LANG": "C.UTF-8",
            **self.environment,
        }

    def begin(
        self, *arguments: str | Path, cwd: Path | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "firsthand", *map(os.fspath, arguments)],
            cwd=cwd or self.folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def end(self, process: subprocess.Popen[bytes]) -> Ended:
        """Wait for a command that was begun. No command ever shows a traceback."""
        out, err = process.communicate(timeout=300)
        ended = Ended(
            tuple(map(str, process.args)),  # type: ignore[arg-type]
            process.returncode,
            out.decode(),
            err.decode(),
        )
        assert "Traceback" not in ended.out + ended.err, ended
        return ended

    def calls(self, *arguments: str | Path, cwd: Path | None = None, **environment: str) -> Ended:
        """Call `firsthand` with these arguments."""
        return self.end(self.begin(*arguments, cwd=cwd, **environment))

    def asks(self, *arguments: str | Path, **environment: str) -> Any:
        """Call it with --json, expect it to be done, and give the value."""
        return self.calls(*arguments, "--json", **environment).ended(0).json


@dataclass(frozen=True)
class TracedExample:
    """The bundled example, traced by the command line once: do not write into it."""

    person: Person
    incident: Path
    case: Path
    printed: Mapping[str, Any]


@pytest.fixture
def person(tmp_path: Path) -> Person:
    """Someone who has never used Firsthand."""
    return Person(tmp_path / "person")


@pytest.fixture(scope="session")
def new_person() -> type[Person]:
    """`new_person(folder)`: for stories that need several people, or one for a whole module."""
    return Person


@pytest.fixture(scope="session")
def incident() -> Path:
    """The folder of the bundled example."""
    with as_file(files("firsthand.example") / "incident") as folder:
        return folder


@pytest.fixture(scope="session")
def traced(tmp_path_factory: pytest.TempPathFactory, incident: Path) -> TracedExample:
    """The whole main job on the bundled example; shared, not to be changed."""
    person = Person(tmp_path_factory.mktemp("traced"))
    copied = person.folder / "incident"
    shutil.copytree(incident, copied)
    ended = person.calls("trace", copied, "--json").ended(0)
    return TracedExample(person, copied, person.folder / "incident-case", ended.json)


@pytest.fixture
def example(traced: TracedExample, tmp_path: Path) -> TracedExample:
    """A copy of the traced example, with its keys, to go on with."""
    folder = tmp_path / "example"
    shutil.copytree(traced.person.folder / "home", folder / "home")
    shutil.copytree(traced.case, folder / "incident-case")
    case = folder / "incident-case"
    person = Person(folder, {"FIRSTHAND_CASE": os.fspath(case)})
    return TracedExample(person, traced.incident, case, traced.printed)


@pytest.fixture
def small_files(tmp_path: Path) -> Path:
    """A folder with two short reports and a note; invented like everything here."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "quay.txt").write_text(
        "“The ferry never left the quay,” harbour master Ilse Korp said on 14 March 2025.\n"
    )
    (folder / "radio.html").write_text(
        "<html><head><title>At the quay</title></head><body><article><p>Harbour master Ilse Korp "
        "told Radio Lind: “The ferry never left the quay.”</p></article></body></html>"
    )
    (folder / "note.md").write_text("# Note\n\nAbout 40 people were waiting in Orlec.\n")
    return folder
