"""`firsthand use`: say which case is meant from now on."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.assembly import user_keyring
from firsthand.cli.finding import find_case, remember_used
from firsthand.cli.screen import console, json_option, print_json
from firsthand.operations.case_settings import read_settings


@click.command("use")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--accept", is_flag=True, help="Take its log as it is, though you saw more of it.")
@json_option
def command(folder: Path | None, accept: bool, as_json: bool) -> None:
    """Say which case commands work on from now on; without FOLDER, tell which it is.

    Firsthand remembers the newest checkpoint that you saw of every case, and refuses one whose
    log was set back or rewritten since. With --accept it forgets: for a case that you restored
    from an older copy yourself.
    """
    chosen = (folder or find_case()).absolute()
    settings = read_settings(chosen)
    if accept:
        user_keyring().forget(settings.id)
    if folder is not None:
        remember_used(chosen)
    if as_json:
        print_json({"case": str(chosen), "id": settings.id, "name": settings.name})
    else:
        console().print(f"{settings.name} ({chosen})")
