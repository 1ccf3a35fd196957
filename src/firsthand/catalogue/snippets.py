"""What a search finds, with its surroundings."""

from __future__ import annotations

import re

from firsthand.catalogue.folding import folded, searchable

_WORD = re.compile(r"\w+")
#: Characters of a snippet, and how many of them come before what was found.
_LENGTH, _BEFORE = 240, 70


def match_expression(query: str) -> str:
    """The query in SQLite's own terms, with nothing in it that SQLite would take for syntax.

    Words in double quotation marks must follow each other; the last word may be the beginning of
    a word.
    """
    phrases = []
    for position, part in enumerate(query.split('"')):
        words = _WORD.findall(folded(part))
        quoted = position % 2 == 1
        groups = [" ".join(words)] if quoted and words else words
        phrases += [f'"{" ".join(searchable(group).split())}"' for group in groups]
    if phrases and not query.rstrip().endswith('"'):
        phrases[-1] += " *"
    return " ".join(phrases)


def snippet(text: str, query: str) -> tuple[tuple[str, bool], ...]:
    """The stretch of `text` around the first word of the query, as pieces.

    Each piece comes with whether it is a word that was searched for. Without any such word (the
    title has it) the beginning of the text stands there.
    """
    wanted = _WORD.findall(folded(query))
    open_end = not query.rstrip().endswith('"')
    found = [m.span() for m in _WORD.finditer(text) if _is_wanted(m.group(), wanted, open_end)]
    start = max(0, found[0][0] - _BEFORE) if found else 0
    if start:
        start = text.find(" ", start, found[0][0]) + 1 or start
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), found[0][1] if found else 0, start + 1)
    pieces = [("… ", False)] if start else []
    at = start
    for low, high in found:
        if high <= end:
            pieces += [(text[at:low], False), (text[low:high], True)]
            at = high
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return tuple((_line(piece), is_found) for piece, is_found in pieces if piece)


def _is_wanted(word: str, wanted: list[str], open_end: bool) -> bool:
    form = folded(word)
    if form in wanted or (open_end and wanted and form.startswith(wanted[-1])):
        return True
    # In a script without spaces a whole sentence is one word here.
    return searchable(form) != form and any(part in form for part in wanted)


def _line(piece: str) -> str:
    return re.sub(r"\s+", " ", piece)
