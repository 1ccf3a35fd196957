"""`firsthand settings`: put a change of case.toml on the record."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.screen import console, json_option, print_json
from firsthand.operations.settings import record_settings


@click.command("settings")
@case_option
@json_option
def command(case_folder: Path | None, as_json: bool) -> None:
    """Record the present case.toml, after you have changed it.

    Until then `firsthand verify` calls the change a defect, and no timestamp authority is asked.
    """
    case = open_found_case(case_folder, writing=True)
    changed = record_settings(case)
    if as_json:
        print_json({"case": str(case.folder), "recorded": changed})
    else:
        console().print(
            "The settings are on the record." if changed else "They were on the record already."
        )
