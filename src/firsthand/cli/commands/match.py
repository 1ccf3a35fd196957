"""`firsthand match`: the footage engines on plain files."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.commands.add import REFUSED_STATUS
from firsthand.cli.drawing_families import matches_table
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import cell, console, json_option, plural, print_json
from firsthand.evidence.errors import FirsthandError
from firsthand.operations.match_files import match_files
from firsthand.work.threads import Threads


@click.command("match")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def command(files: tuple[Path, ...], as_json: bool) -> int:
    """Find which stretches of films and pictures show the same recording, without a case.

    Each FILE is compared with every other. Copies are found through re-encoding, scaling, cutting,
    mirroring, cropping, borders and captions. With --json it prints {"matches": […]}, times in
    seconds; docs/specs/matching.md describes it.

    \b
      firsthand match original.mp4 repost.mp4
      firsthand match clips/*.mp4 --json
    """
    if len(files) < 2:
        raise click.UsageError("Name at least two files.")
    with progress_shown() as progress:
        found = match_files(files, Threads(), progress)
    if as_json:
        print_json(found)
    else:
        out = console()
        pairs = len({(match.a, match.b) for match in found.matches})
        out.print(f"{plural(len(found.matches), 'match', 'matches')} in {plural(pairs, 'pair')}.")
        if found.matches:
            out.print(matches_table(found.matches, found.seconds))
        for name, failure in found.failures.items():
            out.print(cell(f"Not compared: {name}. {failure.sentence} {failure.remedy}"))
    if found.failures and not found.seconds:
        raise FirsthandError("None of the files could be compared.")
    return REFUSED_STATUS if found.failures else 0
