"""New: make a case, which is one folder with its settings and a log of one entry."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from firsthand.evidence.errors import FirsthandError
from firsthand.operations.case import Case
from firsthand.operations.case_settings import SETTINGS_FILE, new_settings
from firsthand.vault.durability import create_file
from firsthand.vault.keyring import Keyring
from firsthand.vault.storage_errors import storage_error

_LONGEST_NAME = 120


def new_case(
    folder: Path, name: str, actor_name: str, keyring: Keyring, open_case: Callable[[Path], Case]
) -> Case:
    """Make the case `name` in `folder`, which must not exist or be empty, and open it.

    The user's own key and the key of the case's log are made if need be. Killed half-way, the
    folder is a case with an empty log, whose first entry is made by the next act in it.
    """
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise FirsthandError(
            f"A case cannot be called {name[:40]!r}.",
            remedy=f"Give a name of 1 to {_LONGEST_NAME} printable characters.",
        )
    _make_empty(folder)
    keyring.ensure_actor(actor_name)
    case_id = str(uuid.uuid4())
    origin = f"firsthand/case/{case_id}"
    key = keyring.ensure_log_key(case_id, origin)
    settings = new_settings(case_id=case_id, name=name, origin=origin, key=key.vkey)
    create_file(folder / SETTINGS_FILE, settings)
    case = open_case(folder)
    case.record(lambda _catalogue: ())
    return case


def _make_empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        inside = next(folder.iterdir(), None)
    except OSError as error:
        raise storage_error(error, folder) from error
    if inside is not None:
        held = "a case" if (folder / SETTINGS_FILE).exists() else f"something in it ({inside.name})"
        raise FirsthandError(
            f"The folder {folder} already has {held}.",
            remedy="Name another folder; `firsthand add` adds to a case that exists.",
        )
