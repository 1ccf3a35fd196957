"""`firsthand seal`: the dossier."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.cli.finding import case_option, open_found_case
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import console, json_option, plural, print_json, size_text
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
@case_option
@json_option
def command(destination: Path, case_folder: Path | None, as_json: bool) -> None:
    """Seal the case into a dossier: for a court, an editor, a stranger.

    A dossier is a BagIt bag with the originals, all that was read in them, the custody log with a
    proof for each exhibit, a report to be opened in a browser, and CHECK.md, which says how to
    check all of it without Firsthand.

    \b
      firsthand seal -o dossier/
      firsthand verify dossier/
    """
    case = open_found_case(case_folder, writing=True)
    with progress_shown() as progress:
        trace(case, progress)
        sealed = seal(case, destination, progress)
    if as_json:
        print_json(sealed_json(sealed.path, sealed.tagmanifest, sealed.files, sealed.payload_bytes))
        return
    out = console()
    out.print(
        f"Sealed {plural(sealed.files, 'file')}, {size_text(sealed.payload_bytes)}, "
        f"in {sealed.path}."
    )
    out.print(f"Its tag manifest has the SHA-256 {sealed.tagmanifest}.")
    out.print(f"Report:  {sealed.path / 'data/report/index.html'}")
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
