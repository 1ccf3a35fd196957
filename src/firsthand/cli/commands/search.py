"""`firsthand search`: exhibits by their words."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.screen import ACCENT, cell, console, json_option, print_json, table
from firsthand.cli.text import printable, shortened


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@case_option
@json_option
def command(words: tuple[str, ...], case_folder: Path | None, as_json: bool) -> None:
    """Find the exhibits whose title or text has all of the WORDS."""
    case = open_found_case(case_folder)
    case.catch_up()
    hits = case.catalogue.search(" ".join(words))
    if as_json:
        print_json(hits)
        return
    rows = []
    for hit in hits:
        snippet = Text()
        for piece, is_hit in hit.snippet:
            snippet.append(printable(" ".join(piece.split()) + " "), ACCENT if is_hit else "")
        rows.append((cell(hit.exhibit), cell(shortened(hit.title or "", 50)), snippet))
    out = console()
    out.print(table([("exhibit", {"no_wrap": True}), ("title", {}), ("words", {})], rows))
    if not rows:
        out.print("No exhibit has all of these words.")
