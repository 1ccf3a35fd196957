"""The command line: `firsthand VERB …`.

Exit status: 0 done · 1 an error, explained · 2 the command was called wrongly · 3 what was named is
not there · 4 evidence does not hold · 5 done, but something was refused · 6 the disk is full or may
not be written · 130 interrupted.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback

import click

from firsthand import __version__
from firsthand.cli.text import printable
from firsthand.evidence.errors import FirsthandError

#: The verbs in the order in which a case goes, each with the first sentence of its help, so that
#: they are listed without importing what they do.
SUMMARIES = {
    "new": "Make a case: one folder in an open, documented format.",
    "use": "Say which case commands work on from now on; without FOLDER, tell which it is.",
    "add": "Preserve files and folders; extract, read and fingerprint what they hold.",
    "status": "Show what is in the case, what failed and why, and what is not yet timestamped.",
    "show": "Show one exhibit: capture record, custody trail, statements, matches, families.",
    "statements": "List who said what, through whom, and where it is written.",
    "search": "Find the exhibits whose title or text has all of the WORDS.",
    "trace": "Find the same words and the same shots, their chains, and where they first appear.",
    "seal": "Seal the case into a dossier: for a court, an editor, a stranger.",
    "verify": (
        "Check a case or a dossier: every byte, every signature, every proof, every timestamp."
    ),
    "rebuild": "Make catalogue.db anew from the log and the objects.",
    "timestamp": (
        "Ask the timestamp authorities that case.toml names to put their time to the log."
    ),
    "settings": "Record the present case.toml, after you have changed it.",
    "actor": "Your signing key, and who else may act in a case.",
    "read": "Read one document without a case: who says what, figures, dates and places.",
    "match": "Find which stretches of films and pictures show the same recording, without a case.",
    "demo": "Run the main job on the bundled, invented example, and show the result.",
}


class Verbs(click.Group):
    """Commands in the order in which a case goes; each is imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in order."""
        del ctx
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, if there is one."""
        del ctx
        if cmd_name not in SUMMARIES:
            return None
        module = importlib.import_module(f"firsthand.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each verb with the first sentence of its help, whole."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.command(
    cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96}
)
@click.version_option(__version__, prog_name="firsthand")
def firsthand() -> None:
    """Trace every statement and every clip about an incident back to its first-hand source.

    \b
    The main job in one go:
      firsthand trace ~/reports-and-videos
    \b
    Step by step:
      firsthand new sev-lake          a case is one folder
      firsthand add ~/reports ~/videos/*.mp4
      firsthand trace                 the same words, the same shots
      firsthand seal -o dossier/      for a court, an editor, a stranger
      firsthand verify dossier/

    A command works on the case named by --case, else by the environment variable FIRSTHAND_CASE,
    else on the one you stand in, else on the one last made or used.

    \b
    Exit status: 0 done, 1 an error, 2 called wrongly, 3 not there, 4 evidence does not hold,
    5 done but something was refused, 6 the disk is full or may not be written, 130 interrupted.
    """


def main() -> None:
    """Run the command line; the process ends with a status that means something."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        return _called(arguments)
    except FirsthandError as error:
        _say(error.message, error.remedy, as_json="--json" in arguments)
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted. Nothing is lost; call it again to go on.", err=True)
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; point stdout elsewhere so that exiting stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001  the last frame: a person gets a sentence
        return _unexpected(error, as_json="--json" in arguments)


def _called(arguments: list[str]) -> int:
    """Call the command; its own status, or that of a call that was not understood."""
    try:
        status = firsthand.main(arguments, prog_name="firsthand", standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return status if isinstance(status, int) else 0


def _unexpected(error: Exception, *, as_json: bool) -> int:
    if os.environ.get("FIRSTHAND_DEBUG"):
        traceback.print_exc()
    message = f"Something in Firsthand itself went wrong: {type(error).__name__}: {error}"
    remedy = "Please report it with what FIRSTHAND_DEBUG=1 prints. The case is not harmed."
    _say(message, remedy, as_json=as_json)
    return 1


def _say(message: str, remedy: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"error": {"message": message, "remedy": remedy}}))
    click.echo(printable(message, lines=True), err=True)
    if remedy:
        click.echo(printable(remedy, lines=True), err=True)


if __name__ == "__main__":
    main()
