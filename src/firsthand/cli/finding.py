"""Which case a command works on, and who is at the keyboard."""

from __future__ import annotations

import getpass
import os
import pwd
import sys
from pathlib import Path

import click

from firsthand import assembly
from firsthand.evidence.errors import FirsthandError, MissingThingError
from firsthand.operations.case import Case
from firsthand.operations.case_settings import SETTINGS_FILE
from firsthand.operations.folders import BAG_FILE
from firsthand.vault.durability import replace_file
from firsthand.vault.keyrings.folder import user_folder

case_option = click.option(
    "--case",
    "case_folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The case to work on (default: the one you stand in, else the one last used).",
)

_LAST_USED = "last-case"


def open_found_case(case_folder: Path | None, *, writing: bool = False) -> Case:
    """Open the case that was named, or the one that is meant."""
    folder = case_folder or find_case()
    if is_inside_dossier(folder):
        raise FirsthandError(
            f"{folder} is a part of a sealed dossier, not a case to work on.",
            remedy=f"Look at its report, or check it: firsthand verify {folder.absolute().parent}",
        )
    return assembly.open_case(folder, writing=writing, ask_passphrase=ask_passphrase)


def find_case() -> Path:
    """The case that is meant where none is named; see docs/decisions/0004-the-case-in-use.md."""
    if named := os.environ.get("FIRSTHAND_CASE"):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file() and not is_inside_dossier(folder):
            return folder
    if (last := last_used()) is not None:
        return last
    raise MissingThingError(
        "There is no case here, and none was used before.",
        remedy="Make one with `firsthand new NAME`, or name one with --case FOLDER.",
    )


def find_sealed_or_case() -> Path:
    """The dossier one stands in, else the case that is meant."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / BAG_FILE).is_file():
            return folder
    return find_case()


def is_inside_dossier(folder: Path) -> bool:
    """Whether a folder with a `case.toml` is the payload of a dossier."""
    return (folder.absolute().parent / BAG_FILE).is_file()


def last_used() -> Path | None:
    """The case that was last made or used, if it is still there."""
    try:
        folder = Path((user_folder(os.environ) / _LAST_USED).read_text().rstrip("\n"))
    except (OSError, UnicodeDecodeError):
        return None
    return folder if (folder / SETTINGS_FILE).is_file() else None


def remember_used(folder: Path) -> None:
    """Make a case the one that is meant from now on."""
    home = user_folder(os.environ)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(home / _LAST_USED, f"{folder.absolute()}\n".encode(), 0o600)


def actor_name() -> str:
    """The name that a new key gets: FIRSTHAND_ACTOR, else the account's full name or its name."""
    if given := os.environ.get("FIRSTHAND_ACTOR"):
        return given
    try:
        account = pwd.getpwuid(os.geteuid())
    except KeyError:
        return getpass.getuser() if os.environ.get("USER") else f"user {os.geteuid()}"
    full_name = account.pw_gecos.split(",")[0].strip()
    return full_name or account.pw_name


def ask_passphrase() -> bytes:
    """The pass-phrase of the user's keys: FIRSTHAND_PASSPHRASE, else asked for on the terminal."""
    if given := os.environ.get("FIRSTHAND_PASSPHRASE"):
        return given.encode()
    if not sys.stdin.isatty():
        raise FirsthandError(
            "Your keys are protected by a pass-phrase, and there is no terminal to ask for it.",
            remedy="Set FIRSTHAND_PASSPHRASE for this command.",
        )
    asked: str = click.prompt("Pass-phrase of your Firsthand keys", hide_input=True, err=True)
    return asked.encode()
