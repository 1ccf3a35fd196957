"""`firsthand actor`: who you are, and who else may act in a case."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from firsthand.assembly import user_keyring
from firsthand.cli.finding import (
    actor_name,
    ask_passphrase,
    case_option,
    open_found_case,
)
from firsthand.cli.screen import cell, console, json_option, print_json
from firsthand.operations.actors import add_actor


@click.group("actor")
def command() -> None:
    """Your signing key, and who else may act in a case."""


@command.command("show")
@click.option("--as", "who", metavar="NAME", help="The name that your key gets, if it is new.")
@json_option
def show(who: str | None, as_json: bool) -> None:
    """Show your name and public key; made now if there is none."""
    keyring = user_keyring(ask_passphrase)
    key = keyring.ensure_actor(who or actor_name())
    if as_json:
        print_json({"name": keyring.actor_name(), "key": key.public_hex})
    else:
        console().print(f"{keyring.actor_name()}  {key.public_hex}")


@command.command("protect")
@click.option("--remove", is_flag=True, help="Take the pass-phrase away.")
def protect(remove: bool) -> None:
    """Put your keys under a pass-phrase, or change it."""
    keyring = user_keyring(ask_passphrase)
    new: bytes | None = None
    if not remove:
        if not sys.stdin.isatty():
            raise click.UsageError("The new pass-phrase is asked for on a terminal.")
        asked: str = click.prompt(
            "New pass-phrase", hide_input=True, confirmation_prompt=True, err=True
        )
        new = asked.encode()
    keyring.protect(new)
    console().print("Your keys have no pass-phrase now." if remove else "Your keys are protected.")


@command.command("add")
@click.argument("name")
@click.argument("key")
@case_option
@json_option
def add(name: str, key: str, case_folder: Path | None, as_json: bool) -> None:
    """Let the person NAME with the public KEY act in this case."""
    case = open_found_case(case_folder, writing=True)
    new = add_actor(case, name, key)
    if as_json:
        print_json({"case": str(case.folder), "added": new})
    else:
        console().print(cell(f"{name} {'may act' if new else 'could already act'} in this case."))
