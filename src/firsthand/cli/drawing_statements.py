"""Statements and figures as people like to read them on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from firsthand.cli.screen import ACCENT, QUIET, cell, table
from firsthand.cli.text import printable, shortened
from firsthand.evidence.statements import Figure, SourceKind, Statement, StatementKind

_MARKS = {
    StatementKind.DIRECT: "“{}”",
    StatementKind.INDIRECT: "{}",
    StatementKind.MIXED: "{}",
}


def statements_table(
    statements: Sequence[tuple[str, Statement]], *, whole: bool = False
) -> RenderableType:
    """Who says what, how, through whom, and where it is written.

    Each statement comes with where it stands (an exhibit's number, or nothing for a plain file).
    """
    shown = [(where, one) for where, one in statements]
    columns = [
        ("who", {"ratio": 3, "overflow": "fold"}),
        ("says what", {"ratio": 7, "overflow": "fold"}),
        ("through", {"ratio": 3, "overflow": "fold"}),
        ("where", {"no_wrap": True, "style": QUIET}),
    ]
    made = table(
        columns,
        [
            (_who(one), _what(one, whole=whole), _through(one), _where(where, one))
            for where, one in shown
        ],
    )
    made.show_lines = False
    made.leading = 1
    made.expand = True
    return made


def figures_table(figures: Sequence[tuple[str, Figure]]) -> RenderableType:
    """What is counted, by how many, in which words."""
    made = table(
        [
            ("counted", {"ratio": 4, "overflow": "fold"}),
            ("how many", {"ratio": 2}),
            ("in the words", {"ratio": 5, "overflow": "fold", "style": QUIET}),
            ("where", {"no_wrap": True, "style": QUIET}),
        ],
        [
            (
                cell(figure.counted or figure.unit),
                Text(bounds_text(figure), style="bold"),
                cell(figure.text),
                cell(f"{where} {figure.start}".strip()),
            )
            for where, figure in figures
        ],
    )
    made.expand = True
    return made


def bounds_text(figure: Figure) -> str:
    """The number, or the bounds that the words allow: 9, at least 9, 664,000 to 1,200,000."""
    low, high = figure.low, figure.high
    if low is not None and high is not None:
        text = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    elif low is not None:
        text = f"at least {_number(low)}"
    elif high is not None:
        text = f"at most {_number(high)}"
    else:
        text = "about " + _number(figure.value) if figure.value is not None else "some"
    return f"{text} {figure.unit}" if figure.unit and figure.counted else text


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,g}"


def chain_text(chain: Sequence[str | None]) -> str:
    """The names that words passed through, origin first."""
    return " → ".join(printable(name) if name else "unresolved" for name in chain)


def _who(one: Statement) -> RenderableType:
    unresolved = one.source.kind is SourceKind.UNRESOLVED or one.source.name is None
    name = Text(
        "unresolved" if unresolved else printable(one.source.name or ""),
        style="italic" if unresolved else f"bold {ACCENT}",
    )
    parts: list[RenderableType] = [name]
    if one.source.role:
        parts.append(cell(one.source.role, QUIET))
    elif unresolved and one.source.mention:
        parts.append(cell(f"“{one.source.mention}”", QUIET))
    elif one.source.kind is not SourceKind.PERSON and not unresolved:
        parts.append(Text(one.source.kind.value, style=QUIET))
    return Group(*parts)


def _what(one: Statement, *, whole: bool) -> RenderableType:
    words = one.content if whole else shortened(one.content, 320)
    line = Text(printable(_MARKS[one.kind].format(words), lines=True))
    cue = f"{one.cue or 'no cue'} · {one.stance} · {one.kind} · {one.confidence:.0%}"
    return Group(line, cell(cue, QUIET))


def _through(one: Statement) -> Text:
    return cell(chain_text(one.chain[1:]) if len(one.chain) > 1 else "", QUIET)


def _where(where: str, one: Statement) -> Text:
    return cell(f"{where} {one.start}–{one.end}".strip())
