"""Families and matches as people like to read them on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from firsthand.cli.drawing_statements import chain_text
from firsthand.cli.screen import ACCENT, QUIET, cell, seconds_text, table
from firsthand.cli.text import printable, shortened
from firsthand.evidence.families import Appearance, Family, FamilyKind, leading_tie
from firsthand.evidence.footage import Match
from firsthand.evidence.times import TimeInterval

_BAR = 28


def family_drawing(family: Family, names: Mapping[str, str]) -> RenderableType:
    """A family: its appearances, earliest first, and what they lead back to.

    `names` gives what an exhibit is called, by its number.
    """
    words = family.kind is FamilyKind.WORDS
    title = Text.assemble(
        (f"{family.name} ", f"bold {ACCENT}"),
        ("the same words" if words else "the same shots", "bold"),
    )
    parts: list[RenderableType] = [title]
    if words and family.appearances:
        parts.append(cell(f"“{shortened(family.appearances[0].excerpt, 200)}”", "italic"))
    columns: list[tuple[str, dict[str, Any]]] = [
        ("published" if words else "posted", {"no_wrap": True}),
        ("exhibit", {"no_wrap": True}),
        ("in", {"ratio": 3, "overflow": "fold"}),
        ("chain" if words else "stretch, and what it is like", {"ratio": 5, "overflow": "fold"}),
    ]
    rows = [
        (
            cell(when_text(one.published)),
            Text(one.exhibit, style="bold" if one.exhibit in family.origin.exhibits else ""),
            cell(shortened(names.get(one.exhibit, ""), 60)),
            _chain(one) if words else _stretch(family, place),
        )
        for place, one in enumerate(family.appearances)
    ]
    drawn = table(columns, rows)
    drawn.expand = True
    origin = family.origin
    where = " or ".join(origin.exhibits) if origin.exhibits else "none in this case"
    label = "first-hand origin" if words else "earliest posting"
    parts += [
        drawn,
        Text.assemble(
            (f"{label}: ", "bold"), (where, f"bold {ACCENT}"), f" · {printable(origin.leads_to)}"
        ),
        cell(origin.basis, QUIET),
        Text(""),
    ]
    return Group(*parts)


def matches_table(matches: Sequence[Match], seconds: Mapping[str, float]) -> RenderableType:
    """Each match with its two stretches drawn on the length of their footage."""
    return table(
        [
            ("footage", {"overflow": "fold"}),
            ("stretch", {"no_wrap": True}),
            ("from – to", {"no_wrap": True}),
            ("how", {}),
            ("score", {"justify": "right"}),
        ],
        [
            (
                Group(cell(one.a), cell(one.b)),
                Group(
                    _bar(one.a_start, one.a_end, seconds.get(one.a)),
                    _bar(one.b_start, one.b_end, seconds.get(one.b)),
                ),
                Group(_range(one.a_start, one.a_end), _range(one.b_start, one.b_end)),
                cell(how_text(one)),
                Text(f"{one.score:.2f}", style="bold"),
            )
            for one in matches
        ],
    )


def how_text(match: Match) -> str:
    """A match's kind and transform in words: "copy, mirrored, 1.25 × speed"."""
    words: list[str] = [match.kind.value]
    if match.mirrored:
        words.append("mirrored")
    if abs(match.speed - 1) > 0.02:
        words.append(f"{match.speed:.2f} × speed")
    return ", ".join(words)


def when_text(interval: TimeInterval) -> str:
    """An interval as short as it is known: to the second, to the day, or not at all."""
    if interval.earliest is None or interval.latest is None:
        return shortened(interval.printed, 24) or "not known"
    length = (interval.latest - interval.earliest).total_seconds()
    if length < 60:
        return f"{interval.earliest:%Y-%m-%d %H:%M:%S} UTC"
    middle = interval.earliest + (interval.latest - interval.earliest) / 2
    if length < 60 * 60 * 60:
        return f"{middle:%Y-%m-%d} (day)"
    return f"{interval.earliest:%Y-%m-%d} – {interval.latest:%Y-%m-%d}"


def _chain(one: Appearance) -> Text:
    text = cell(chain_text(one.chain))
    if one.first_hand:
        text.append("  first-hand", style=f"bold {ACCENT}")
    return text


def _stretch(family: Family, place: int) -> Text:
    one = family.appearances[place]
    text = Text(f"{seconds_text(one.start)} – {seconds_text(one.end)}")
    tie = leading_tie(family, place)
    if tie is not None:
        turned = tie.a == place
        like = f"  as {family.appearances[tie.b if turned else tie.a].exhibit}"
        changed = f", {tie.transform}" if tie.transform and not turned else ""
        text.append(printable(like + changed), style=QUIET)
    return text


def _bar(begin: float, end: float, seconds: float | None) -> Text:
    if not seconds or seconds <= 0:
        return Text("▪" if begin == end else "", style=ACCENT)
    left = min(_BAR - 1, int(_BAR * begin / seconds))
    right = max(left + 1, min(_BAR, round(_BAR * end / seconds)))
    bar = Text("─" * left, style=QUIET)
    bar.append("━" * (right - left), style=ACCENT)
    bar.append("─" * (_BAR - right), style=QUIET)
    return bar


def _range(begin: float, end: float) -> Text:
    return Text("still" if begin == end else f"{seconds_text(begin)} – {seconds_text(end)}")
