"""Quotation marks of all styles, paired paragraph by paragraph into a tree of quotations.

English, German, French, Danish, Polish and East Asian marks, straight marks, LaTeX marks; nested,
interrupted by nothing here (a quotation broken by its cue is two quotations). A paragraph that
leaves a quotation open, followed by one that opens with the same mark, is a continued quotation:
only the last paragraph closes. An apostrophe is not a mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from firsthand.evidence.spans import Span

#: Opening mark to the marks that may close it, the usual one first.
_CLOSERS = {
    "“": '”‟"',
    "„": '“”"',
    "‟": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    '"': '"”',
    "'": "'",
    "”": "”",
    "``": "''",
    "''": "''",
}
_MARK = re.compile(r"``|'{2}|[“”„‟«»‹›‘’‚\"'「」『』]")
_SINGLE = frozenset("‘’'‚‹›")
_ELISIONS = re.compile(r"(?:\d\ds?|em|til|tis|twas|cause|n|bout|round|kay)\b", re.IGNORECASE)
#: Where an unclosed quotation must end: a comma and a plain attribution after it.
_CUE_AFTER_COMMA = re.compile(
    r"[,?!]\s+(?=(?:said|says|told|added|stated|uttered|he\s+said|she\s+said|they\s+said)\b"
    r"|(?:[A-Z][\w.’-]*\s+){1,3}(?:said|says|told|added|stated|uttered)\b)"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: `text[start:end]` is the words, `text[open:close]` includes the marks.

    `reopened` says that it continues the quotation of the paragraph before, `goes_on` that the
    next paragraph continues it, `closed` that its closing mark was found, `last_mark_inside` that
    the words end in a comma or a full stop.
    """

    open: int
    start: int
    end: int
    close: int
    closed: bool = True
    reopened: bool = False
    goes_on: bool = False
    inner: tuple[Quotation, ...] = ()
    last_mark_inside: bool = False


@dataclass(slots=True)
class _Open:
    mark: str
    open: int
    start: int
    inner: list[Quotation] = field(default_factory=list)


def quotations(text: str, paragraphs: Sequence[Span]) -> tuple[tuple[Quotation, ...], ...]:
    """The outermost quotations of each paragraph, in order, their inner ones inside them."""
    found: list[tuple[Quotation, ...]] = []
    continued = ""
    for index, paragraph in enumerate(paragraphs):
        following = paragraphs[index + 1].start if index + 1 < len(paragraphs) else len(text)
        reader = _ParagraphReader(text, paragraph, continued, text[following : following + 2])
        found.append(reader.read())
        continued = reader.goes_on_with
    return tuple(found)


def sharing(quotations: Sequence[Quotation], span: Span) -> Sequence[Quotation]:
    """Those of disjoint quotations in order that share a character with a span."""
    first = bisect_right(quotations, span.start, key=lambda q: q.close)
    return quotations[first : bisect_left(quotations, span.end, lo=first, key=lambda q: q.open)]


class _ParagraphReader:
    """Pairs the marks of one paragraph with a stack; linear in its length."""

    def __init__(self, text: str, paragraph: Span, continued: str, following: str) -> None:
        self.text = text
        self.paragraph = paragraph
        self.continued = continued
        self.following = following
        self.goes_on_with = ""
        self.stack: list[_Open] = []
        self.found: list[Quotation] = []
        self.marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
        self.last_single_close = -1
        for mark in self.marks:
            if mark.group() in "'’" and self._may_close(mark.start(), mark.end()):
                self.last_single_close = mark.start()

    def read(self) -> tuple[Quotation, ...]:
        for match in self.marks:
            self._take(match.group(), match.start(), match.end())
        self._end_of_paragraph()
        return tuple(self.found)

    def _before(self, position: int) -> str:
        return self.text[position - 1] if position > self.paragraph.start else " "

    def _after(self, position: int) -> str:
        return self.text[position] if position < self.paragraph.end else " "

    def _may_open(self, start: int, end: int) -> bool:
        before, after = self._before(start), self._after(end)
        return not before.isalnum() and before not in ".,!?…;" and not after.isspace()

    def _may_close(self, start: int, end: int) -> bool:
        return not self._before(start).isspace() and not self._after(end).isalnum()

    def _take(self, mark: str, start: int, end: int) -> None:
        if mark in "'’" and self._is_apostrophe(mark, start, end):
            return
        if self._close_with(mark, start, end):
            return
        if self._opens(mark, start, end) and len(self.stack) < 8:  # nesting beyond is noise
            self.stack.append(_Open(mark, start, end))

    def _is_apostrophe(self, mark: str, start: int, end: int) -> bool:
        before, after = self._before(start), self._after(end)
        if before.isalnum() and after.isalnum():
            return True
        open_single = any(o.mark in _SINGLE for o in self.stack)
        if before in "sS" and open_single and after == " " and self.last_single_close > start:
            return self._after(end + 1).islower()  # "the soldiers’ rights" inside ‘…’
        if open_single and self._may_close(start, end):
            return False
        return mark == "’" or bool(_ELISIONS.match(self.text, end))

    def _close_with(self, mark: str, start: int, end: int) -> bool:
        for depth in range(len(self.stack) - 1, -1, -1):
            opened = self.stack[depth]
            if mark not in _CLOSERS[opened.mark]:
                continue
            if mark in ('"', "'", "''") and self._strongly_opens(start, end):
                return False
            if mark in "»“" and opened.mark in "»„" and self._strongly_opens(start, end):
                continue
            del self.stack[depth + 1 :]  # an inner mark left open was not one
            self.stack.pop()
            self._keep(Quotation(opened.open, opened.start, start, end, inner=tuple(opened.inner)))
            return True
        return False

    def _strongly_opens(self, start: int, end: int) -> bool:
        before, after = self._before(start), self._after(end)
        return (before.isspace() or before in "([—–") and after.isalnum()

    def _opens(self, mark: str, start: int, end: int) -> bool:
        if mark not in _CLOSERS:
            return False
        if mark == "'":
            return self._may_open(start, end) and self.last_single_close > end
        if mark in '"”»›' or mark == "''":
            return self._may_open(start, end)
        if mark == "‘":
            return self._may_open(start, end) or not self._before(start).isalnum()
        return True

    def _keep(self, quotation: Quotation) -> None:
        if not self.text[quotation.start : quotation.end].strip():
            return
        if self.text[quotation.end - 1] in ",.!?…":
            quotation = replace(quotation, last_mark_inside=True)
        if self.stack:
            self.stack[-1].inner.append(quotation)
            return
        if self.continued and not self.found and self._reopens(quotation.open):
            quotation = replace(quotation, reopened=True)
        self.found.append(quotation)

    def _reopens(self, position: int) -> bool:
        return position == self.paragraph.start and self.text.startswith(self.continued, position)

    def _end_of_paragraph(self) -> None:
        while self.stack and self.stack[0].mark in _SINGLE - {"‹", "›"}:
            dropped = self.stack.pop(0)  # a lone single mark is an apostrophe or a foot sign
            target = self.stack[0].inner if self.stack else self.found
            target.extend(dropped.inner)
        if not self.stack:
            return
        opened = self.stack[0]
        inner = list(opened.inner)
        for deeper in self.stack[1:]:
            inner.extend(deeper.inner)
        self.stack.clear()
        end = self.paragraph.end
        goes_on = self.following.startswith(opened.mark)
        if not goes_on and (cut := _CUE_AFTER_COMMA.search(self.text, opened.start, end)):
            end = cut.start() + 1
        inner = [q for q in inner if q.close <= end]
        self._keep(
            Quotation(
                opened.open,
                opened.start,
                end,
                end,
                closed=False,
                goes_on=goes_on,
                inner=tuple(inner),
            )
        )
        if goes_on:
            self.goes_on_with = opened.mark
