"""`firsthand trace`: the same words, the same shots; or the whole main job on a folder."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand import assembly
from firsthand.cli.commands.add import REFUSED_STATUS, added_json, print_added
from firsthand.cli.drawing_families import family_drawing
from firsthand.cli.drawing_statements import figures_table, statements_table
from firsthand.cli.finding import (
    actor_name,
    ask_passphrase,
    case_option,
    open_found_case,
    remember_used,
)
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import console, heading, json_option, plural, print_json
from firsthand.operations.add import Added, add
from firsthand.operations.case import Case
from firsthand.operations.case_settings import SETTINGS_FILE
from firsthand.operations.status import title_of
from firsthand.operations.trace import Traced, trace

_MOST_STATEMENTS, _MOST_FAMILIES = 60, 30


@click.command("trace")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--whole", is_flag=True, help="Print every statement and family, in full.")
@case_option
@json_option
def command(folder: Path | None, whole: bool, case_folder: Path | None, as_json: bool) -> int:
    """Find the same words and the same shots, their chains, and where they first appear.

    With a plain FOLDER of reports and footage this is the whole main job: it makes a case (beside
    you, FOLDER-case, or where --case says), adds everything, reads, compares and traces it. Call
    it again after adding files to the folder: only what is new is done.

    \b
      firsthand trace                       # the case in use
      firsthand trace ~/reports-and-videos  # everything in one go
    """
    added = None
    if folder is None or (folder / SETTINGS_FILE).is_file():
        case = open_found_case(folder or case_folder, writing=True)
    else:
        sources = assembly.sources_of([folder], folder.parent / "no-case-yet")
        del sources  # a folder that is not there is an error before a case is made for it
        case = _case_for(folder, case_folder)
    with progress_shown() as progress:
        if folder is not None and folder.absolute() != case.folder:
            added = add(case, assembly.sources_of([folder], case.folder), progress)
        traced = trace(case, progress)
    if as_json:
        print_json(_json(case, added, traced))
    else:
        print_traced(case, added, traced, whole=whole)
        console().print("Next: firsthand seal -o dossier/")
    return REFUSED_STATUS if added is not None and added.preserved.refused else 0


def _case_for(folder: Path, case_folder: Path | None) -> Case:
    """The case that traces a plain folder: opened if it was made before."""
    chosen = case_folder or Path(f"{folder.absolute().name or 'folder'}-case")
    if (chosen / SETTINGS_FILE).is_file():
        case = assembly.open_case(chosen, writing=True, ask_passphrase=ask_passphrase)
    else:
        name = folder.absolute().name or "folder"
        case = assembly.make_case(chosen, name, actor_name(), ask_passphrase)
    remember_used(case.folder)
    return case


def _json(case: Case, added: Added | None, traced: Traced) -> dict[str, object]:
    catalogue = case.catalogue
    return {
        "case": str(case.folder),
        "added": None if added is None else added_json(added),
        "statements": [
            {"exhibit": one.exhibit, "statement": one.statement} for one in catalogue.statements()
        ],
        "figures": [{"exhibit": one.exhibit, "figure": one.figure} for one in catalogue.figures()],
        "families": traced.families,
        "matches": traced.matches,
        "exhibits": {
            record.exhibit.number: {
                "name": record.exhibit.capture.name,
                "origin": record.exhibit.capture.origin,
                "digest": record.exhibit.digest,
                "fingerprinted": record.fingerprint_digest is not None,
                "read": record.reading_digest is not None,
            }
            for record in catalogue.exhibits()
        },
    }


def print_traced(case: Case, added: Added | None, traced: Traced, *, whole: bool) -> None:
    """What is in the case and what was traced, for people."""
    out = console()
    out.print(f"Case: {case.settings.name} ({case.folder})")
    if added is not None:
        print_added(added)
    catalogue = case.catalogue
    statements = [(one.exhibit, one.statement) for one in catalogue.statements()]
    figures = [(one.exhibit, one.figure) for one in catalogue.figures()]
    shown = statements if whole else statements[:_MOST_STATEMENTS]
    if added is not None and statements:
        out.print(heading(plural(len(statements), "statement")))
        out.print(statements_table(shown, whole=whole))
        if len(shown) < len(statements):
            out.print(f"… and {len(statements) - len(shown)} more: firsthand statements")
    if added is not None and figures:
        out.print(heading(plural(len(figures), "figure")))
        out.print(figures_table(figures if whole else figures[:_MOST_STATEMENTS]))
    names = {
        record.exhibit.number: title_of(record) or record.exhibit.capture.name
        for record in catalogue.exhibits()
    }
    families = traced.families if whole else traced.families[:_MOST_FAMILIES]
    out.print(heading(plural(len(traced.families), "family", "families")))
    for family in families:
        out.print(family_drawing(family, names))
    if len(families) < len(traced.families):
        out.print(f"… and {len(traced.families) - len(families)} more: --whole, or the report.")
