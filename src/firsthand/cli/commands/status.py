"""`firsthand status`: the case at a glance."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from firsthand.cli.drawing_families import when_text
from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.screen import (
    ACCENT,
    QUIET,
    cell,
    console,
    json_option,
    plural,
    print_json,
    size_text,
    table,
)
from firsthand.evidence.failures import Failure
from firsthand.operations.status import Status, status


@click.command("status")
@case_option
@json_option
def command(case_folder: Path | None, as_json: bool) -> None:
    """Show what is in the case, what failed and why, and what is not yet timestamped."""
    found = status(open_found_case(case_folder))
    if as_json:
        print_json(found)
        return
    out = console()
    _print_counts(out, found)
    _print_exhibits(out, found)
    _print_failures(out, found)
    _print_open(out, found)


def _print_counts(out: Console, found: Status) -> None:
    counts = found.counts
    out.print(Text.assemble((found.name, f"bold {ACCENT}"), f"  {found.folder}"))
    out.print(
        ", ".join(
            (
                plural(counts.exhibits, "exhibit"),
                plural(counts.statements, "statement"),
                plural(counts.matches, "match", "matches"),
                plural(counts.families, "family", "families"),
                plural(counts.entries, "log entry", "log entries"),
                plural(counts.timestamps, "timestamp"),
            )
        )
    )


def _print_exhibits(out: Console, found: Status) -> None:
    if found.exhibits:
        out.print(
            table(
                [
                    ("exhibit", {"no_wrap": True}),
                    ("published", {"no_wrap": True}),
                    ("file", {"overflow": "fold"}),
                    ("what it calls itself", {"overflow": "fold"}),
                    ("size", {"no_wrap": True, "justify": "right", "style": QUIET}),
                ],
                [
                    (
                        Text(line.number, style="bold red" if line.failed else "bold"),
                        cell(when_text(line.published)),
                        cell(line.name),
                        cell(line.title),
                        Text(size_text(line.size)),
                    )
                    for line in found.exhibits
                ],
            )
        )


def _print_failures(out: Console, found: Status) -> None:
    if found.failures:
        out.print(
            table(
                [("kept, with a failure", {}), ("why", {}), ("what to do", {"style": QUIET})],
                [
                    (cell(", ".join(exhibits)), cell(failure.sentence), cell(failure.remedy))
                    for exhibits, failure in _once_each(found)
                ],
            )
        )


def _once_each(found: Status) -> list[tuple[tuple[str, ...], Failure]]:
    """The failures, one an exhibit and code: an empty file fails every engine in the same way."""
    unlike = {(one.exhibits, one.failure.code): one.failure for one in found.failures}
    return [(exhibits, failure) for (exhibits, _), failure in unlike.items()]


def _print_open(out: Console, found: Status) -> None:
    if found.due:
        out.print(f"{plural(len(found.due), 'exhibit')} not examined yet: firsthand add")
    if not found.settings_recorded:
        out.print("case.toml was changed and the change is not on the record: firsthand settings")
    if found.not_timestamped:
        entries = plural(found.not_timestamped, "entry", "entries")
        how = "firsthand timestamp" if found.authorities else "no authority is named in case.toml"
        out.print(f"Not yet timestamped: {entries} ({how}).")
    else:
        out.print("Everything is timestamped.")
    there = [f"{one.name} {one.version or ''}".strip() for one in found.programs if one.path]
    if there:
        out.print(f"Programs in use where they help: {', '.join(there)}.", style=QUIET)
    for program in found.programs:
        if program.path is None:
            out.print(
                f"{program.name} is not installed ({program.purpose}): {program.install}",
                style=QUIET,
            )
