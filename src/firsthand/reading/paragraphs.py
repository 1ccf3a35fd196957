"""Paragraphs, and the sentences of a paragraph, as spans.

A quotation is never cut: a sentence that contains one goes on behind it when what follows belongs
to it ("“Why?” she asked.").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from firsthand.evidence.spans import Span
from firsthand.reading.lexicon import words
from firsthand.reading.quotations import Quotation

#: A sentence of more characters outside its quotations, or of more quotations, is cut, so that
#: hostile text cannot make the work quadratic.
LONGEST_SENTENCE = 2000
MOST_QUOTATIONS = 60

_LINE = re.compile(r"[^\n]+")
_STARTS_OWN_LINE = re.compile(
    r"\s*(?:[-•*–—]\s|\d{1,2}[:.]\d{2}\b|\d{1,2}[.)]\s|[QA]\s?[:.]\s|@\w"
    r"|[A-Z][\w.’'-]{0,24}(?:\s[A-Z][\w.’'-]{0,24}){0,3}:\s)"
)
_ENDS_SENTENCE = re.compile(r"[.!?…:。]['\"”’»)\]]{0,3}\s*$")
_TERMINAL = re.compile(r"(?:[.!?…]+|[。！？])[)\]]*(?=\s|$)|[。！？]")
_SMALL_ABBREVIATIONS = words("small_abbreviations")
_LAST_WORD = re.compile(r"[\w.]+$")
_CUE_AFTER_QUOTATION = re.compile(
    r"\s*(?:[-—–]\s*)?(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er|[Oo]ur|[Mm]y)\s)?"
    r"(?:[\w.’'-]+\s){1,7}?"
    r"(?:said|says|told\s\w+|asked|added|replied|wrote|tweeted|shouted|cried|exclaimed|explained"
    r"|continued|concluded|stated|responded|declared|recalled|warned)\b"
)
_SHORT_TAIL = re.compile(
    r"(?:\s(?:on|in|at|to|of|during|after|last|this|yesterday|today)\b[^.]{0,80}|\s\w+(?:day|ly))?\."
)
_WORD = re.compile(r"\w")


def paragraphs(text: str) -> tuple[Span, ...]:
    """Stretches between empty lines, and lines that stand alone (turns, ticker items, heads)."""
    found: list[Span] = []
    start = end = -1
    previous = ""
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            start = _flush(text, found, start, end)
            continue
        joins = start >= 0 and text.count("\n", end, match.start()) == 1
        if not joins or _breaks(previous, line):
            start = _flush(text, found, start, end)
        if start < 0:
            start = match.start()
        end, previous = match.end(), line
    _flush(text, found, start, end)
    return tuple(found)


def _flush(text: str, found: list[Span], start: int, end: int) -> int:
    if start >= 0:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        found.append(Span(left, left + len(piece.strip())))
    return -1


def _breaks(line: str, following: str) -> bool:
    if _STARTS_OWN_LINE.match(following) or _ENDS_SENTENCE.search(line[-12:]):
        return True
    return len(line) < 60 and following.lstrip()[:1].isupper()


def sentences(text: str, span: Span, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """The sentences of a stretch; the given quotations are opaque and never cut."""
    cutter = _Cutter(text, span.start)
    for quotation in quotations:
        if quotation.open >= span.end or quotation.close <= cutter.position:
            continue
        cutter.plain(quotation.open)
        opens = not _WORD.search(text, cutter.start, max(cutter.start, quotation.open))
        cutter.over(min(quotation.close, span.end))
        if _ends_after(text, quotation, cutter.position, span.end, opens=opens):
            cutter.cut(cutter.position)
    cutter.plain(span.end)
    cutter.cut(span.end)
    return tuple(cutter.found)


class _Cutter:
    """Cuts a stretch from left to right; `quoted` is how much of the sentence is quotation."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.found: list[Span] = []
        self.start = self.position = start
        self.quoted = self.quotations = 0

    def over(self, end: int) -> None:
        """Step over a quotation."""
        self.quoted += end - self.position
        self.quotations += 1
        self.position = end
        if self.quotations > MOST_QUOTATIONS:
            self.cut(end)

    def plain(self, end: int) -> None:
        """Cut the sentences that end before `end`, and what is too long for one."""
        for match in _TERMINAL.finditer(self.text, self.position, end):
            if self._length(match.end()) > LONGEST_SENTENCE or _is_boundary(
                self.text, match, self.start
            ):
                self.cut(match.end())
        while self._length(end) > LONGEST_SENTENCE:
            target = max(self.start + self.quoted, self.position) + LONGEST_SENTENCE // 2
            space = self.text.find(" ", target, min(end, target + LONGEST_SENTENCE // 4))
            self.cut(min(space if space >= 0 else target, end))
        self.position = end

    def _length(self, end: int) -> int:
        return end - self.start - self.quoted

    def cut(self, end: int) -> None:
        """End the sentence here."""
        piece = self.text[self.start : end]
        stripped = piece.strip()
        if stripped:
            left = self.start + len(piece) - len(piece.lstrip())
            self.found.append(Span(left, left + len(stripped)))
        self.start = end
        self.position = max(self.position, end)
        self.quoted = self.quotations = 0


def _is_boundary(text: str, match: re.Match[str], start: int) -> bool:  # noqa: PLR0911  the first rule that fits
    following = text[match.end() : match.end() + 40].lstrip(" \n\t\u00a0")
    if not following or match.group() != ".":
        return not following[:1].islower()
    if following[0].islower() or following[0] in ",;:":
        return False
    last = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
    word = last.group().lower() if last else ""
    capital = bool(last and last.group()[0].isupper()) or "." in word
    if len(word) == 1 and word.isalpha() and word != "i" and text[match.start() - 1].isupper():
        return False  # an initial
    known = word in words("abbreviations") and (capital or word in _SMALL_ABBREVIATIONS)
    if known or ("." in word and not word[-1].isdigit()):
        first = re.match(r"\w+", following)
        name_follows = word.rstrip(".") not in {"u.s", "u.n", "u.k", "e.u", "a.m", "p.m", "d.c"}
        late = word in {"inc", "ltd", "corp", "co", "jr", "sr", "etc"}
        if word == "no":
            return not following[0].isdigit()
        if name_follows and not late:
            return False
        return bool(first and first.group().lower() in words("conjunct_starts"))
    return True


def _ends_after(text: str, quotation: Quotation, position: int, end: int, *, opens: bool) -> bool:
    """Whether a sentence ends with the quotation that closes at `position`."""
    words_end = text[max(quotation.start, quotation.end - 4) : quotation.end].rstrip("'’”\"»› ")
    last = words_end[-1:]
    following = text[position : min(position + 200, end)]
    bare = following.lstrip()
    if not bare or not last or last not in ".!?…。":
        return False
    if not following[0].isspace() or bare[0].islower() or bare[0] in "—–―-,;:.":
        return False
    cue = _CUE_AFTER_QUOTATION.match(following)
    if cue is None or not opens:
        return True  # what was quoted has its cue before it, if it has one
    if last in "!?…":
        return False
    return not _SHORT_TAIL.match(following, cue.end())
