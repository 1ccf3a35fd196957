"""`firsthand add`: preserve, extract, read, fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from firsthand import assembly
from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import (
    QUIET,
    cell,
    console,
    json_option,
    plural,
    print_json,
    size_text,
    table,
)
from firsthand.operations.add import Added, add

REFUSED_STATUS = 5


@click.command("add")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--preserve-only", is_flag=True, help="Keep the bytes; read nothing yet.")
@click.option("--again", is_flag=True, help="Capture anew what is unchanged since it was added.")
@case_option
@json_option
def command(
    paths: tuple[Path, ...],
    preserve_only: bool,
    again: bool,
    case_folder: Path | None,
    as_json: bool,
) -> int:
    """Preserve files and folders; extract, read and fingerprint what they hold.

    The bytes are kept exactly as they are, with where they came from. Then every document is read
    for statements, figures, dates and places, and all footage is described and fingerprinted, in
    child processes without network. What cannot be read is kept and explained.

    May be interrupted at any time: call it again, with or without the paths, and it goes on.

    \b
      firsthand add ~/reports ~/videos/*.mp4
      firsthand add --preserve-only /media/card     # quickly, read later
      firsthand add                                 # examine what is still due
    """
    case = open_found_case(case_folder, writing=True)
    sources = assembly.sources_of(paths, case.folder)
    with progress_shown() as progress:
        added = add(case, sources, progress, preserve_only=preserve_only, again=again)
    if as_json:
        print_json({"case": str(case.folder), **added_json(added)})
    else:
        print_added(added)
    return REFUSED_STATUS if added.preserved.refused else 0


def added_json(added: Added) -> dict[str, Any]:
    """What came of adding, for programs."""
    return {
        "exhibits": added.preserved.exhibits,
        "already": added.preserved.already,
        "refused": added.preserved.refused,
        "bytes": added.preserved.bytes,
        "machine_runs": added.examined.runs,
        "failures": [
            {"exhibit": number, "failure": failure} for number, failure in added.examined.failures
        ],
    }


def print_added(added: Added) -> None:
    """What came of adding, for people."""
    out = console()
    kept = added.preserved
    numbers = f" ({_range(kept.exhibits)})" if kept.exhibits else ""
    exhibits = plural(len(kept.exhibits), "exhibit")
    if kept.exhibits or not (kept.already or added.examined.runs):
        out.print(f"Preserved {exhibits}{numbers}, {size_text(kept.bytes)}.")
    if kept.already:
        out.print(f"In the case already, unchanged: {plural(len(kept.already), 'file')}.")
    if added.examined.runs:
        out.print(f"Examined: {plural(added.examined.runs, 'machine run')}.")
    if kept.refused:
        out.print(
            table(
                [("refused", {"overflow": "fold"}), ("why", {})],
                [(cell(one.origin), cell(one.sentence)) for one in kept.refused],
            )
        )
    print_failures(added)


def _range(numbers: Sequence[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def print_failures(added: Added) -> None:
    """What could not be read and why; the exhibits themselves are kept."""
    if added.examined.failures:
        console().print(
            table(
                [
                    ("kept, with a failure", {"no_wrap": True}),
                    ("why", {}),
                    ("what to do", {"style": QUIET}),
                ],
                [
                    (cell(number), cell(failure.sentence), cell(failure.remedy))
                    for number, failure in added.examined.failures
                ],
            )
        )
