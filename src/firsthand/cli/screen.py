"""What commands print: tables and sentences for people, one JSON value for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from firsthand.cli.text import json_escape, printable
from firsthand.evidence.json_values import to_json

ACCENT = "dark_orange3"
QUIET = "dim"

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")


def console() -> Console:
    """Where people read: stdout, a readable width even where it is no terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 110
    return Console(width=width, highlight=False, markup=False)


def print_json(value: Any) -> None:
    """One JSON value on stdout; frozen values are written as their fields.

    Characters that could do something to a terminal stand there as JSON escapes.
    """
    written = json.dumps(to_json(value), ensure_ascii=False, indent=2)
    click.echo(printable(written, lines=True, escaped=json_escape))


def cell(untrusted: str | None, style: str = "") -> Text:
    """Untrusted text for a table: nothing in it is taken for markup or control."""
    return Text(printable(untrusted or "", lines=True), style=style)


def table(
    columns: Sequence[tuple[str, dict[str, Any]]],
    rows: Iterable[Sequence[RenderableType]],
    title: str = "",
) -> Table:
    """A quiet table: a line under the head, space between rows where they are long."""
    made = Table(
        box=box.SIMPLE_HEAD,
        title=Text(printable(title), style=f"bold {ACCENT}") if title else None,
        title_justify="left",
        header_style="bold",
        show_header=any(name for name, _ in columns),
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for name, options in columns:
        made.add_column(name, **options)
    for row in rows:
        made.add_row(*row)
    return made


def heading(words: str) -> Text:
    """The line above a part."""
    return Text(printable(words), style=f"bold {ACCENT}")


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 exhibit`, `2 exhibits`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size_text(count: int) -> str:
    """A number of bytes as people say it."""
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"


def seconds_text(seconds: float) -> str:
    """Seconds as minutes and seconds with a tenth: 1:07.5."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:04.1f}"
