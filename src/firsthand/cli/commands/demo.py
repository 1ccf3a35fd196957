"""`firsthand demo`: the main job on the bundled example."""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from pathlib import Path

import click

from firsthand import assembly
from firsthand.cli.commands.trace import print_traced
from firsthand.cli.commands.verify import print_report, report_json
from firsthand.cli.finding import actor_name
from firsthand.cli.progress import progress_shown
from firsthand.cli.screen import console, heading, json_option, plural, print_json, size_text
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError
from firsthand.example.files import NAME, SAID, copy_example
from firsthand.operations.add import add
from firsthand.operations.seal import seal
from firsthand.operations.trace import trace

_MARK = ".firsthand-demo"


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@json_option
def command(folder: Path, as_json: bool) -> int:
    """Run the main job on the bundled, invented example, and show the result.

    In FOLDER (default: demo) it lays out nine reports and ten clips of one incident, makes a case
    of them, traces it, seals the dossier and verifies it. Keys of its own are made there, so that
    yours are not touched.
    """
    folder = folder.absolute()
    _clear(folder)
    os.environ["FIRSTHAND_HOME"] = str(folder / "keys")
    copy_example(folder / "material")
    case = assembly.make_case(folder / "case", NAME, actor_name())
    with progress_shown() as progress:
        sources = assembly.sources_of([folder / "material"], case.folder)
        added = add(case, sources, progress)
        traced = trace(case, progress)
        sealed = seal(case, folder / "dossier", progress)
        report = assembly.verify_folder(sealed.path, progress)
    page = sealed.path / "data/report/index.html"
    if as_json:
        print_json(
            {
                "case": str(case.folder),
                "dossier": str(sealed.path),
                "report": str(page),
                "families": traced.families,
                "matches": traced.matches,
                "verified": report_json(report),
            }
        )
    else:
        out = console()
        out.print(heading(NAME))
        out.print(SAID)
        print_traced(case, added, traced, whole=False)
        out.print(heading("The dossier"))
        out.print(
            f"{plural(sealed.files, 'file')}, {size_text(sealed.payload_bytes)}: {sealed.path}"
        )
        print_report(report)
        out.print(f"Open the report: {page}")
        _show(page)
    return 0 if report.holds else BrokenEvidenceError.exit_status


def _clear(folder: Path) -> None:
    """Make the folder empty; only what an earlier demo made there is removed."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / _MARK).exists():
            raise FirsthandError(
                f"The folder {folder} is not empty, and no demo made it.",
                remedy="Name another one: firsthand demo FOLDER",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / _MARK).touch()


def _show(page: Path) -> None:
    """Open the report where somebody sits before a screen."""
    has_screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if has_screen and sys.stdout.isatty():
        webbrowser.open(page.as_uri())
