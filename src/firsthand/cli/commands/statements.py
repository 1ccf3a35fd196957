"""`firsthand statements`: who said what, through whom, where it is written."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.drawing_statements import figures_table, statements_table
from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.screen import console, json_option, plural, print_json
from firsthand.operations.show import numbered


@click.command("statements")
@click.option("--source", metavar="NAME", help="Only of sources whose name or role has NAME in it.")
@click.option("--exhibit", metavar="NUMBER", help="Only in one exhibit.")
@click.option("--whole", is_flag=True, help="Print every statement in full.")
@click.option("--figures", "with_figures", is_flag=True, help="Print the figures as well.")
@case_option
@json_option
def command(
    source: str | None,
    exhibit: str | None,
    whole: bool,
    with_figures: bool,
    case_folder: Path | None,
    as_json: bool,
) -> None:
    """List who said what, through whom, and where it is written.

    "through" gives the way that the words took to the page, nearest to the origin first. A machine
    read them: each is a suggestion with its confidence. "unresolved" means that the text does not
    let us say who it is.

    \b
      firsthand statements --source ministry
      firsthand statements --exhibit E-0003 --whole
    """
    case = open_found_case(case_folder)
    case.catch_up()
    if exhibit is not None:
        exhibit = case.catalogue.exhibit(numbered(exhibit)).exhibit.number
    found = case.catalogue.statements(source=source, exhibit=exhibit)
    figures = case.catalogue.figures(exhibit)
    if as_json:
        print_json(
            {
                "statements": [
                    {"exhibit": one.exhibit, "statement": one.statement} for one in found
                ],
                "figures": [{"exhibit": one.exhibit, "figure": one.figure} for one in figures],
            }
        )
        return
    out = console()
    out.print(plural(len(found), "statement"))
    if found:
        out.print(statements_table([(one.exhibit, one.statement) for one in found], whole=whole))
    if with_figures and figures:
        out.print(figures_table([(one.exhibit, one.figure) for one in figures]))
