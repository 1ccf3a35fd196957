"""Speech in a paragraph: quotations, quotations that the writer's words interrupt, dialogue.

Two styles stand beside plain quotation marks: the writer's words inside the marks («A, — said X, —
B»), and dialogue behind a dash ("— A, — said X. — B").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from firsthand.evidence.spans import Span
from firsthand.reading.languages.cues import cue_at
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.words import Word, words
from firsthand.reading.quotations import Quotation, quotations

_OPENS_DIALOGUE = re.compile(r"[—–―-]\s?(?=[^\s\d])")
#: A dash between words: behind a space, or behind a comma or the end of a sentence.
_DASH = re.compile(
    r"\s[—–―-]+\s?(?=\S)|(?<=[,.!?…։])\s?[—–―-]+\s?(?=\S)|(?<=\w)[—–―](?=[.,:;!?]?\s)"
)
_BREAK = re.compile(r"[,!?…»]\s+(?=[^\W\d_])")
_LONGEST_ASIDE = 160
_MOST_ASIDES = 40
_STRIPPED = " \t\n\u00a0\u202f—–―-,"


def spoken(
    text: str, paragraph: Span, marked: Sequence[Quotation], lexicon: Lexicon
) -> tuple[Quotation, ...]:
    """The stretches of speech in one paragraph, in order, without the writer's words in them."""
    marked = _remarked(text, paragraph, marked, lexicon)
    if "dash" in lexicon.shape and not (marked and marked[0].open <= paragraph.start + 2):
        opening = _OPENS_DIALOGUE.match(text, paragraph.start, paragraph.end)
        if opening:
            said = Quotation(paragraph.start, opening.end(), paragraph.end, paragraph.end)
            pieces = tuple(_pieces(text, said, lexicon, dialogue=True))
            if len(pieces) > 1 or pieces[0].close < paragraph.end:
                return pieces
    found: list[Quotation] = []
    for quotation in marked:
        found.extend(_pieces(text, quotation, lexicon, dialogue=False))
    return tuple(found)


def _remarked(
    text: str, paragraph: Span, marked: Sequence[Quotation], lexicon: Lexicon
) -> Sequence[Quotation]:
    """Arabic text often has its curly marks the wrong way round."""
    if lexicon.code != "ar":
        return marked
    printed = paragraph.of(text)
    first = min((printed.find(m) for m in "“”" if m in printed), default=-1)
    if first < 0 or printed[first] == "“":
        return marked
    turned = printed.translate(str.maketrans("“”", "”“"))
    (found,) = quotations(turned, [Span(0, len(turned))])
    return [_moved(q, paragraph.start) for q in found]


def _moved(quotation: Quotation, by: int) -> Quotation:
    return Quotation(
        quotation.open + by,
        quotation.start + by,
        quotation.end + by,
        quotation.close + by,
        quotation.closed,
        inner=tuple(_moved(q, by) for q in quotation.inner),
        last_mark_inside=quotation.last_mark_inside,
    )


def _pieces(
    text: str, quotation: Quotation, lexicon: Lexicon, *, dialogue: bool
) -> Iterator[Quotation]:
    """The parts of a quotation between the asides of the writer."""
    position, opened = quotation.start, quotation.open
    for aside in _asides(text, quotation, lexicon, dialogue=dialogue):
        yield _piece(text, quotation, opened, position, aside.start)
        position = opened = aside.end
    last = _piece(text, quotation, opened, position, quotation.end)
    if last.end > last.start or position == quotation.start:
        yield last


def _piece(text: str, whole: Quotation, opened: int, start: int, end: int) -> Quotation:
    left, right = start, end
    while left < right and text[left] in _STRIPPED:
        left += 1
    while right > left and text[right - 1] in _STRIPPED:
        right -= 1
    return Quotation(
        opened,
        left,
        right,
        whole.close if end == whole.end else end,
        whole.closed,
        reopened=whole.reopened and opened == whole.open,
        goes_on=whole.goes_on and end == whole.end,
        inner=tuple(q for q in whole.inner if left <= q.open and q.close <= right),
        last_mark_inside=right > left and text[right - 1] in ".!?…։",
    )


def _asides(text: str, quotation: Quotation, lexicon: Lexicon, *, dialogue: bool) -> Iterator[Span]:
    """The stretches inside speech that are the writer's: "— said X, —", ", dit X,"."""
    position = quotation.start
    for _ in range(_MOST_ASIDES):
        aside = _next_aside(text, position, quotation, lexicon, dialogue=dialogue)
        if aside is None:
            return
        yield aside
        position = aside.end


def _next_aside(
    text: str, position: int, quotation: Quotation, lexicon: Lexicon, *, dialogue: bool
) -> Span | None:
    if "dash" in lexicon.shape:
        for dash in _DASH.finditer(text, position, quotation.end):
            if _inside(quotation, dash.start()):
                continue
            closing = _DASH.search(
                text, dash.end(), min(quotation.end, dash.end() + _LONGEST_ASIDE)
            )
            if closing is None and not dialogue:
                break
            end = (
                closing.start() if closing else min(quotation.end, dash.end() + 2 * _LONGEST_ASIDE)
            )
            if _is_writers(text, dash.end(), end, lexicon, anywhere=True):
                return Span(dash.start(), closing.end() if closing else end)
    if lexicon.code == "fr":
        return _inversion(text, position, quotation, lexicon)
    return None


def _inside(quotation: Quotation, position: int) -> bool:
    """Whether a position is within a quotation of the quotation."""
    at = bisect_left(quotation.inner, position, key=lambda q: q.open) - 1
    return at >= 0 and position < quotation.inner[at].close


def _inversion(text: str, position: int, quotation: Quotation, lexicon: Lexicon) -> Span | None:
    """ "…, a affirmé le procureur Lucien Brey. …": verb before subject, up to the next mark."""
    for mark in _BREAK.finditer(text, position, quotation.end):
        if _inside(quotation, mark.start()):
            continue
        limit = min(quotation.end, mark.end() + _LONGEST_ASIDE)
        stop = re.compile(r"[,.](?=\s|$)").search(text, mark.end(), limit)
        end = stop.start() if stop else limit
        if _is_writers(text, mark.end(), end, lexicon, anywhere=False):
            return Span(mark.start() + 1, min(end + 1, quotation.end))
    return None


def _is_writers(text: str, start: int, end: int, lexicon: Lexicon, *, anywhere: bool) -> bool:
    """Whether a stretch attributes: a cue at its head, or anywhere in it behind small letters."""
    found = words(text, start, end, (), lexicon.code)
    if not found or found[0].capital:
        return bool(found) and anywhere and _ends_in_cue(found, lexicon)
    at = 0
    while at < len(found) and lexicon.has("auxiliaries", found[at].key):
        at += 1
        if at < len(found) and found[at].key in lexicon.pronouns:
            at += 1
    if at < len(found) and cue_at(found, at, len(found), lexicon) is not None:
        if anywhere:
            return True
        behind = found[at + 1 : at + 12]
        third = at > 1 or (behind and lexicon.pronouns.get(behind[0].key) in {"m", "f"})
        return bool(third) or any(w.capital for w in behind)
    return anywhere and _ends_in_cue(found, lexicon)


def _ends_in_cue(found: Sequence[Word], lexicon: Lexicon) -> bool:
    end = len(found)
    while end and found[end - 1].kind == "mark":
        end -= 1
    return any(
        cue_at(found, at, end, lexicon) is not None for at in range(max(0, end - 3), end)
    ) and ("verb-final" in lexicon.shape)
