"""`firsthand read`: the reading engines on a plain file."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.drawing_statements import figures_table, statements_table
from firsthand.cli.screen import cell, console, heading, json_option, plural, print_json
from firsthand.evidence.json_values import to_json
from firsthand.operations.read_file import Engine, FileRead, read_file, read_to_page


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
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    help="Write a page that shows the text with all that was read in it.",
)
@json_option
def command(file: Path, whole: bool, engine: str, page: Path | None, as_json: bool) -> None:
    """Read one document without a case: who says what, figures, dates and places.

    With --json it prints one object with "text", "statements", "figures", "dates" and "places";
    offsets count the characters of "text". docs/specs/reading.md describes it.

    \b
      firsthand read report.html
      firsthand read report.pdf --json | jq '.statements[].source.name'
      firsthand read report.txt --engine rules
      firsthand read report.docx --html report-read.html
    """
    if page is None:
        found = read_file(file, Engine(engine))
    else:
        found = read_to_page(file, page, Engine(engine))
    if as_json:
        document = to_json(found.document)
        notes = [*found.document.notes, *found.reading.notes]
        print_json({"file": str(file), **document, **to_json(found.reading), "notes": notes})
    elif page is not None:
        count = plural(len(found.reading.statements), "statement")
        console().print(cell(f"{page} shows the text with {count}."))
    else:
        _print_reading(file.name, found, whole=whole)


def _print_reading(name: str, found: FileRead, *, whole: bool) -> None:
    out = console()
    described = found.document.description
    title = " · ".join(part for part in (described.outlet, described.title) if part)
    out.print(heading(title or name))
    out.print(plural(len(found.reading.statements), "statement"))
    out.print(statements_table([("", one) for one in found.reading.statements], whole=whole))
    if found.reading.figures:
        out.print(figures_table([("", one) for one in found.reading.figures]))
    if found.reading.own:
        out.print(cell("the document's own statements, for which it quotes nobody:"))
        for own in found.reading.own:
            out.print(cell(f"  {', '.join(own.about)}: {' '.join(own.text.split())}"))
    for kind, mentions in (("dates", found.reading.dates), ("places", found.reading.places)):
        if mentions:
            words = dict.fromkeys(" ".join(one.text.split()) for one in mentions)
            out.print(cell(f"{kind}: " + ", ".join(words)))
    for note in (*found.document.notes, *found.reading.notes):
        out.print(cell(f"note: {note}"))
