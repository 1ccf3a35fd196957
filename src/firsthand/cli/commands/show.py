"""`firsthand show`: one exhibit."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from firsthand.cli.drawing_families import family_drawing, matches_table, when_text
from firsthand.cli.drawing_statements import figures_table, statements_table
from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.screen import (
    QUIET,
    cell,
    console,
    heading,
    json_option,
    plural,
    print_json,
    size_text,
    table,
)
from firsthand.operations.show import Shown, show
from firsthand.operations.status import published_of, title_of


@click.command("show")
@click.argument("exhibit")
@click.option("--whole", is_flag=True, help="Print every statement in full.")
@case_option
@json_option
def command(exhibit: str, whole: bool, case_folder: Path | None, as_json: bool) -> None:
    """Show one exhibit: capture record, custody trail, statements, matches, families.

    \b
      firsthand show E-0003
      firsthand show 3
    """
    shown = show(open_found_case(case_folder), exhibit)
    if as_json:
        print_json(shown)
        return
    out = console()
    _print_capture(out, shown)
    _print_trail(out, shown)
    if shown.statements:
        out.print(heading(plural(len(shown.statements), "statement")))
        out.print(statements_table([("", one) for one in shown.statements], whole=whole))
    if shown.figures:
        out.print(figures_table([("", one) for one in shown.figures]))
    if shown.matches:
        out.print(heading(plural(len(shown.matches), "match", "matches")))
        out.print(matches_table(shown.matches, shown.seconds))
    for family in shown.families:
        out.print(family_drawing(family, shown.names))


def _print_capture(out: Console, shown: Shown) -> None:
    exhibit = shown.record.exhibit
    capture = exhibit.capture
    clock = {True: "synchronised", False: "not vouched for", None: "unknown"}
    out.print(heading(f"{exhibit.number}  {capture.name}"))
    facts = {
        "bytes": f"{size_text(exhibit.size)}, SHA-256 {exhibit.digest}",
        "is": shown.record.media_type or "not examined yet",
        "calls itself": title_of(shown.record),
        "published": when_text(published_of(shown.record)),
        "captured": f"{capture.captured_at:%Y-%m-%d %H:%M:%S} UTC from {capture.origin}",
        "by": f"{capture.machine_user} on {capture.machine}, {capture.tool.name} "
        f"{capture.tool.version}",
        "clock": f"{clock[capture.clock.synchronised]} ({capture.clock.said_by})",
        "last changed": when_text(capture.modified),
    }
    media = shown.record.description
    if media is not None:
        length = "" if media.duration is None else f", {media.duration:.1f} s"
        facts["footage"] = f"{media.codec}, {media.width} × {media.height}{length}"
    out.print(
        table(
            [("", {"style": QUIET, "no_wrap": True}), ("", {"overflow": "fold"})],
            [(cell(name), cell(value)) for name, value in facts.items() if value],
        )
    )
    for failure in shown.record.failures:
        out.print(cell(f"Not read: {failure.failure.sentence} {failure.failure.remedy}", "red"))
    for note in (*shown.record.notes, *capture.refused):
        out.print(cell(f"Note: {note}", QUIET))


def _print_trail(out: Console, shown: Shown) -> None:
    out.print(heading("Custody"))
    out.print(
        table(
            [
                ("entry", {"justify": "right"}),
                ("time", {"no_wrap": True}),
                ("actor", {"no_wrap": True, "style": QUIET}),
                ("what", {"overflow": "fold"}),
            ],
            [
                (
                    cell(str(act.entry)),
                    cell(f"{act.time:%Y-%m-%d %H:%M:%S} UTC"),
                    cell(act.actor[:12] + "…"),
                    cell(act.about),
                )
                for act in shown.trail
            ],
        )
    )
