"""The paragraphs of a page that say nothing: headline, byline, date line, caption, "Share this".

A headline repeats in fewer words what the text says; read as a statement it would double one and
often lose its speaker. Such paragraphs are kept as names, dates and places, and give no statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from firsthand.evidence.spans import Span

_LONGEST = 200
_MOST = 6  # paragraphs of a head
_ENDS = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*$")
#: What stands at the head of a document and is content all the same: an item of a ticker or a
#: thread, a turn, a letter's opening, a list.
_ITEM = re.compile(
    r"[-•*–—>@]|\[?\d{1,2}[:.]\d{2}\b|\d{1,3}[/.)]\s?|[QA]\s?[:.]\s|[\w.’'-]+(?:\s[\w.’'-]+){0,3}:\s"
)
_MARKED = re.compile(
    r"(?:[Bb]y|BY)\s[A-Z][^.!?]{2,120}$|©|(?:Photo|Picture|Image|Caption|Credit|Illustration"
    r"|File photo|Graphic|Watch|Read more|Read also|See also|Related|Share this|Share on|Follow us"
    r"|Subscribe|Sign up|Advertisement|Published|Last updated|Posted|Print this|Tags|Topics"
    r"|Copyright)\b"
)


def furniture(text: str, paragraphs: Sequence[Span], title: str | None) -> frozenset[int]:
    """Which paragraphs are furniture; `title` is the one that the description gives."""
    found = set()
    wanted = _bare(title or "")
    for index, paragraph in enumerate(paragraphs):
        if paragraph.end - paragraph.start > _LONGEST:
            continue
        printed = paragraph.of(text)
        if _MARKED.match(printed) or (wanted and _bare(printed) == wanted):
            found.add(index)
    return frozenset(found | _head(text, paragraphs))


def _head(text: str, paragraphs: Sequence[Span]) -> set[int]:
    """The short lines without a full stop before the first sentence of the body."""
    head: set[int] = set()
    for index, paragraph in enumerate(paragraphs[: _MOST + 1]):
        printed = text[paragraph.start : min(paragraph.end, paragraph.start + _LONGEST + 1)]
        if len(printed) > _LONGEST or _ENDS.search(printed):
            return head  # the body begins
        if _ITEM.match(printed):
            return head
        head.add(index)
    return set()  # a text without full stops has no body to tell a head from


def is_byline(printed: str) -> bool:
    """Whether a paragraph names its writers: "By Ada Marsh, Tern Bay Examiner"."""
    return len(printed) <= _LONGEST and bool(re.match(r"(?:[Bb]y|BY)\s[A-Z][^.!?]*$", printed))


def is_capitalised(printed: str) -> bool:
    """Whether a line has the capitals of a headline, which would make names of its words."""
    parts = [p for p in printed.split() if p[0].isalpha() and len(p) > 3]
    return len(parts) >= 4 and sum(p[0].isupper() for p in parts) > 0.8 * len(parts)


def _bare(printed: str) -> str:
    return " ".join(re.findall(r"\w+", printed.lower()))
