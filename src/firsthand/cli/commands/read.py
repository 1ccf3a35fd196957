"""`firsthand read`: the reading engines on a plain file."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.drawing_statements import figures_table, statements_table
from firsthand.cli.screen import cell, console, heading, json_option, plural, print_json
from firsthand.evidence.json_values import to_json
from firsthand.operations.read_file import Engine, read_file


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--whole", is_flag=True, help="Print every statement in full.")
@click.option(
    "--engine",
    type=click.Choice(["trained", "rules"]),
    default="trained",
    show_default=True,
    help="The trained tagger with the rules, or the rules alone, which are ten times as fast.",
)
@json_option
def command(file: Path, whole: bool, engine: str, as_json: bool) -> None:
    """Read one document without a case: who says what, figures, dates and places.

    With --json it prints one object with "text", "statements", "figures", "dates" and "places";
    offsets count the characters of "text". docs/specs/reading.md describes it.

    \b
      firsthand read report.html
      firsthand read report.pdf --json | jq '.statements[].source.name'
      firsthand read report.txt --engine rules
    """
    found = read_file(file, Engine(engine))
    if as_json:
        document = to_json(found.document)
        notes = [*found.document.notes, *found.reading.notes]
        print_json({"file": str(file), **document, **to_json(found.reading), "notes": notes})
        return
    out = console()
    described = found.document.description
    title = " · ".join(part for part in (described.outlet, described.title) if part)
    out.print(heading(title or file.name))
    out.print(plural(len(found.reading.statements), "statement"))
    out.print(statements_table([("", one) for one in found.reading.statements], whole=whole))
    if found.reading.figures:
        out.print(figures_table([("", one) for one in found.reading.figures]))
    if found.reading.own:
        out.print(cell("the document's own statements, for which it quotes nobody:"))
        for own in found.reading.own:
            out.print(cell(f"  {', '.join(own.about)}: {' '.join(own.text.split())}"))
    for name, mentions in (("dates", found.reading.dates), ("places", found.reading.places)):
        if mentions:
            words = dict.fromkeys(" ".join(one.text.split()) for one in mentions)
            out.print(cell(f"{name}: " + ", ".join(words)))
    for note in (*found.document.notes, *found.reading.notes):
        out.print(cell(f"note: {note}"))
