"""`firsthand rebuild`: make the catalogue anew."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.assembly import rebuild_catalogue
from firsthand.cli.finding import case_option, find_case
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import console, json_option, plural, print_json


@click.command("rebuild")
@case_option
@json_option
def command(case_folder: Path | None, as_json: bool) -> None:
    """Make catalogue.db anew from the log and the objects.

    The catalogue is only an index: nothing is lost with it. The new one has the same rows.
    """
    folder = case_folder or find_case()
    with progress_shown() as progress:
        entries = rebuild_catalogue(folder, progress)
    if as_json:
        print_json({"case": str(folder), "entries": entries})
    else:
        console().print(f"Rebuilt the catalogue from {plural(entries, 'entry', 'entries')}.")
