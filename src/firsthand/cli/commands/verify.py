"""`firsthand verify`: every byte, every signature, every proof, every timestamp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from firsthand.assembly import verify_folder
from firsthand.cli.finding import find_sealed_or_case
from firsthand.cli.progress import progress_shown
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
from firsthand.dossier.check import CheckReport
from firsthand.evidence.errors import BrokenEvidenceError
from firsthand.evidence.json_values import to_json


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@json_option
def command(folder: Path | None, as_json: bool) -> int:
    """Check a case or a dossier: every byte, every signature, every proof, every timestamp.

    Nothing is written and nobody is contacted. Each defect has a stable code
    (docs/specs/defects.md), names the file and says what to do. Ends with status 4 if anything
    does not hold.

    \b
      firsthand verify              # the dossier you stand in, or the case in use
      firsthand verify dossier/
    """
    with progress_shown() as progress:
        report = verify_folder(folder or find_sealed_or_case(), progress)
    if as_json:
        print_json(report_json(report))
    else:
        print_report(report)
    return 0 if report.holds else BrokenEvidenceError.exit_status


def report_json(report: CheckReport) -> dict[str, Any]:
    """The result for programs."""
    fields: dict[str, Any] = to_json(report)
    return {"holds": report.holds, **fields}


def print_report(report: CheckReport) -> None:
    """The result for people: the verdict first."""
    out = console()
    proven = report.proven
    if report.holds:
        out.print(Text.assemble(("Holds. ", f"bold {ACCENT}"), f"This {report.kind} is whole."))
    else:
        defects = plural(len(report.defects), "defect")
        out.print(
            Text.assemble(("Does not hold: ", "bold red"), f"{defects} in this {report.kind}.")
        )
        out.print(
            table(
                [("code", {"no_wrap": True}), ("what", {"overflow": "fold"}), ("what to do", {})],
                [
                    (cell(one.code, "bold red"), cell(one.sentence), cell(one.remedy, QUIET))
                    for one in report.defects[:100]
                ],
            )
        )
    out.print(
        ", ".join(
            (
                f"{plural(proven.files, 'file')} ({size_text(proven.size)})",
                plural(proven.exhibits, "exhibit"),
                plural(proven.entries, "entry", "entries"),
                plural(proven.signatures, "signature"),
                plural(proven.proofs, "inclusion proof"),
                plural(len(proven.timestamps), "timestamp"),
            )
        )
        + " checked and good."
    )
    _print_log(report)
    for stamp in proven.timestamps:
        when = f"{stamp.time:%Y-%m-%d %H:%M:%S} UTC"
        out.print(cell(f"Timestamp: {stamp.authority} says {when}, over {stamp.size} entries."))
    for note in report.notes:
        out.print(cell(f"Note: {note.sentence}", QUIET))
    for sentence in report.not_proven:
        out.print(cell(f"Not proven: {sentence}", QUIET))


def _print_log(report: CheckReport) -> None:
    out = console()
    if report.log.key:
        out.print(cell(f"Case: {report.log.case_name} ({report.log.case_id})"))
        out.print(cell(report.log.key), soft_wrap=True)
        for key, name in report.log.actors:
            out.print(cell(f"Actor: {name}, key {key}"))
