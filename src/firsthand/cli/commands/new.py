"""`firsthand new`: make a case."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand import assembly
from firsthand.cli.finding import actor_name, ask_passphrase, remember_used
from firsthand.cli.screen import console, json_option, print_json


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", help="What the case is called (default: the folder's name).")
@click.option("--as", "who", metavar="NAME", help="The name that your key gets, if it is new.")
@json_option
def command(folder: Path, name: str | None, who: str | None, as_json: bool) -> None:
    """Make a case: one folder in an open, documented format.

    Your own signing key is made with your first case and lies in your configuration folder,
    never in a case. From now on commands work on this case.

    \b
      firsthand new sev-lake
      firsthand new ~/cases/orlec --name "Orlec, 14 March" --as "Ada Vale"
    """
    case = assembly.make_case(
        folder, name or folder.absolute().name, who or actor_name(), ask_passphrase
    )
    remember_used(case.folder)
    actor = case.actor()
    if as_json:
        print_json(
            {
                "case": str(case.folder),
                "id": case.settings.id,
                "name": case.settings.name,
                "log_key": case.settings.key,
                "actor": {"name": actor.name, "key": actor.key.public_hex},
            }
        )
        return
    out = console()
    out.print(f"Made the case {case.settings.name} in {case.folder}.")
    out.print(f"You act in it as {actor.name}, key {actor.key.public_hex[:16]}….")
    out.print("Next: firsthand add FILES AND FOLDERS")
