"""`firsthand use`: say which case is meant from now on."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.finding import find_case, remember_used
from firsthand.cli.screen import console, json_option, print_json
from firsthand.operations.case_settings import read_settings


@click.command("use")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@json_option
def command(folder: Path | None, as_json: bool) -> None:
    """Say which case commands work on from now on; without FOLDER, tell which it is."""
    chosen = (folder or find_case()).absolute()
    settings = read_settings(chosen)
    if folder is not None:
        remember_used(chosen)
    if as_json:
        print_json({"case": str(chosen), "id": settings.id, "name": settings.name})
    else:
        console().print(f"{settings.name} ({chosen})")
