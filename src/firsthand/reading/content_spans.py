"""Content as spans: a quotation with those joined to it, or a clause up to its end."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.attributions import Pattern
from firsthand.reading.clauses import SentenceView
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase

#: What opens the writer's own clause behind a short content: "accused them of theft, as …".
_WRITERS_OWN = frozenset({"as", "while", "amid", "after", "hours", "days", "although", "though"})
_SHORT = frozenset({Pattern.OBJECT, Pattern.INFINITIVE, Pattern.SHOWN})


@dataclass(frozen=True, slots=True)
class Content:
    """One or more stretches of content found at one side of a cue; `last` is the token behind."""

    spans: tuple[tuple[Span, StatementKind], ...]
    pattern: Pattern
    last: int
    stance: Stance | None = None
    via: Phrase | None = None


def clause_content(
    view: SentenceView, first: int, pattern: Pattern, *, shortest: int = 2
) -> Content | None:
    """The clause from token `first` on, `None` when it is shorter than `shortest` tokens."""
    if view.is_quotation(first) and first + 1 >= view.clause_end(first):
        return quotation_content(view, first, pattern)
    last = view.clause_end(first)
    if pattern in _SHORT:
        last = _before_next_clause(view, first, last)
    if last - first < shortest:
        return None
    kind = view.kind_between(first, last)
    return Content(((view.span(first, last), kind),), pattern, last)


def _before_next_clause(view: SentenceView, first: int, last: int) -> int:
    """Where an object ends before ", as the …" or ", its mayor counts …"."""
    subjects = {s.first for s in view.subjects if s is not None}
    for index in range(first + 1, last - 1):
        if view.low(index) != ",":
            continue
        if index + 1 in subjects:
            return index
        after = view.low(index + 1)
        own = after in {"its", "his", "her", "their"}
        own = own and view.low(index + 3).endswith(("s", "ed"))
        if own or after in _WRITERS_OWN or after in words("subject_pronouns"):
            return index
    return last


def quotation_content(
    view: SentenceView, first: int, pattern: Pattern, *, comma: bool = False
) -> Content:
    """A quotation, those joined to it, or a clause that only begins with a quotation."""
    spans = [(quoted_span(view, first), StatementKind.DIRECT)]
    at = first + 1
    while view.is_quotation(at) or (
        view.low(at) in {",", "and", "…", "..."} and view.is_quotation(at + 1)
    ):
        at += 0 if view.is_quotation(at) else 1
        spans.append((quoted_span(view, at), StatementKind.DIRECT))
        at += 1
    follows = at < view.end and view.tokens[at].kind in {"word", "number"}
    if follows and not comma and view.low(at) not in {"and", "but", "as", "after", "in", "on"}:
        mixed = _clause_from(view, first)
        return Content((mixed,), Pattern.MIXED_CLAUSE, view.clause_end(first))
    return Content(tuple(spans), pattern, at)


def _clause_from(view: SentenceView, first: int) -> tuple[Span, StatementKind]:
    last = max(view.clause_end(first), first + 1)
    return view.span(first, last), StatementKind.MIXED


def quoted_span(view: SentenceView, at: int) -> Span:
    """The words of the quotation at a position, without the comma that belongs to the cue."""
    quotation = view.tokens[at].quotation
    if quotation is None:
        return view.span(at, at + 1)
    return trimmed(
        view.text, quotation.start, quotation.end, comma=view.low(at + 1) not in {"", "."}
    )


def trimmed(text: str, start: int, end: int, *, comma: bool = True) -> Span:
    """A stretch without white space around it and, if asked, without its last comma."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    if comma and stripped.endswith(","):
        stripped = stripped[:-1].rstrip()
    return Span(start, start + len(stripped))
