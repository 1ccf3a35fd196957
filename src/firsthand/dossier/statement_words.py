"""A statement's kinds in the words of a page, its chain and its figures on one line."""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.dossier.report_text import flat
from firsthand.evidence.statements import Basis, Figure, Stance, StatementKind

KINDS = {
    StatementKind.DIRECT: "quoted",
    StatementKind.INDIRECT: "reported",
    StatementKind.MIXED: "partly quoted",
}
STANCES = {
    Stance.ASSERTS: "asserts",
    Stance.DENIES: "denies",
    Stance.DOUBTS: "doubts",
    Stance.DEMANDS: "demands",
    Stance.CONDEMNS: "condemns",
    Stance.DECLINES: "declines to comment",
    Stance.BELIEVES: "believes",
}
BASES: dict[Basis | None, str] = {
    Basis.SAW: "was there",
    Basis.TOLD: "was told",
    Basis.DOCUMENT: "rests on a document",
    Basis.FOOTAGE: "rests on footage",
    Basis.NOT_SAID: "basis not said",
    None: "basis not read",
}
#: Links of a chain that are shown on one line.
LONGEST_CHAIN = 12


def chain_line(chain: Sequence[str | None]) -> str:
    """The names that words passed through, origin first, each isolated in its own direction."""
    names = ["unresolved" if name is None else flat(name, 80) for name in chain[:LONGEST_CHAIN]]
    if not names:
        return "chain not known"
    more = f" → {len(chain) - LONGEST_CHAIN} more" if len(chain) > LONGEST_CHAIN else ""
    return " → ".join(f"\u2068{name}\u2069" for name in names) + more


def figure_line(figure: Figure) -> str:
    """What a figure's words allow: 9; at least 9; 664,000 to 1,200,000; about 20."""
    low, high = figure.low, figure.high
    if low is not None and high is not None:
        return _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    if low is not None:
        return f"at least {_number(low)}"
    if high is not None:
        return f"at most {_number(high)}"
    return "no number" if figure.value is None else f"about {_number(figure.value)}"


def _number(value: float) -> str:
    whole = float(value).is_integer() and abs(value) < 1e15
    return f"{value:,.0f}" if whole else f"{value:,g}"
