"""`firsthand timestamp`: put an outside authority's time to the log."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import console, json_option, plural, print_json
from firsthand.operations.timestamp import timestamp


@click.command("timestamp")
@case_option
@json_option
def command(case_folder: Path | None, as_json: bool) -> int:
    """Ask the timestamp authorities that case.toml names to put their time to the log.

    They see a digest and nothing else. One that cannot be reached stays due: call this again. A
    timestamp proves that the log, and all that it names, existed at that time.
    """
    case = open_found_case(case_folder, writing=True)
    with progress_shown() as progress:
        stamped = timestamp(case, progress)
    if as_json:
        print_json(
            {
                "size": stamped.size,
                "times": stamped.times,
                "missing": {name: error.message for name, error in stamped.missing.items()},
            }
        )
    else:
        out = console()
        for name, time in stamped.times.items():
            entries = plural(stamped.size, "entry", "entries")
            out.print(f"{name}: {entries} existed at {time:%Y-%m-%d %H:%M:%S} UTC.")
        for name, error in stamped.missing.items():
            out.print(f"{name}: still due. {error.diagnostics()}")
        if not stamped.times and not stamped.missing:
            out.print("Nothing new to be timestamped.")
    return 1 if stamped.missing else 0
