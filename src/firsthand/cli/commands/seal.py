"""`firsthand seal`: the dossier."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import console, json_option, plural, print_json, size_text
from firsthand.operations.browser import require_browser
from firsthand.operations.print_report import PRINTED
from firsthand.operations.seal import seal
from firsthand.operations.trace import trace


@click.command("seal")
@click.option(
    "-o",
    "--output",
    "destination",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to make; it must not exist yet or be empty.",
)
@click.option("--pdf", is_flag=True, help="Also print the report's front page (needs Chromium).")
@case_option
@json_option
def command(destination: Path, pdf: bool, case_folder: Path | None, as_json: bool) -> None:
    """Seal the case into a dossier: for a court, an editor, a stranger.

    A dossier is a BagIt bag with the originals, all that was read in them, the custody log with a
    proof for each exhibit, a report to be opened in a browser, and CHECK.md, which says how to
    check all of it without Firsthand. With --pdf the report's front page is sealed as a PDF file
    too, data/report/report.pdf.

    \b
      firsthand seal -o dossier/
      firsthand verify dossier/
    """
    printer = require_browser() if pdf else None
    case = open_found_case(case_folder, writing=True)
    with progress_shown() as progress:
        trace(case, progress)
        sealed = seal(case, destination, progress, printer=printer)
    printed = sealed.path / "data" / PRINTED
    if as_json:
        about = sealed_json(sealed.path, sealed.tagmanifest, sealed.files, sealed.payload_bytes)
        print_json({**about, "pdf": str(printed) if pdf else None})
        return
    out = console()
    out.print(
        f"Sealed {plural(sealed.files, 'file')}, {size_text(sealed.payload_bytes)}, "
        f"in {sealed.path}."
    )
    out.print(f"Its tag manifest has the SHA-256 {sealed.tagmanifest}.")
    out.print(f"Report:  {sealed.path / 'data/report/index.html'}")
    if printer is not None:
        out.print(f"Printed: {printed} (by {printer.tool.name} {printer.tool.version})")
    out.print(f"Check:   firsthand verify {destination}   (without Firsthand: see its CHECK.md)")


def sealed_json(path: Path, tagmanifest: str, files: int, size: int) -> dict[str, object]:
    """A dossier for programs."""
    return {
        "dossier": str(path),
        "report": str(path / "data/report/index.html"),
        "tagmanifest": tagmanifest,
        "files": files,
        "bytes": size,
    }
