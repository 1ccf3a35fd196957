"""Places by the words around them: "the village of X", "in X", "the X region"; and countries.

There is no gazetteer here: a name is a place only where the words make it one, and a name that is
a person's or a body's elsewhere in the text is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.evidence.statements import PlaceMention, SourceKind
from firsthand.reading.cast import Cast
from firsthand.reading.lexicon import countries, words
from firsthand.reading.names import kind_of_name
from firsthand.reading.tokens import Token

_NOUNS = words("place_nouns")
_BEFORE = frozenset(["lake", "mount", "cape", "port", "river", "fort"])
_IN = words("place_prepositions")
_ONLY_WEAK = words("weak_place_prepositions")


def places(text: str, sentence: Sequence[Token], cast: Cast) -> list[PlaceMention]:
    """The places named in one sentence."""
    found: list[PlaceMention] = []
    index = 0
    while index < len(sentence):
        token = sentence[index]
        if not token.capital or token.low in words("determiners"):
            index += 1
            continue
        last = _run(sentence, index)
        reach = _place(sentence, index, last, cast)
        if reach is not None:
            start, end = sentence[reach[0]].start, sentence[reach[1] - 1].end
            found.append(PlaceMention(text[start:end], start, end))
        index = last
    return found


def _run(sentence: Sequence[Token], start: int) -> int:
    end = start + 1
    while end < len(sentence) and (
        (sentence[end].capital and sentence[end].low not in words("weekdays", "months"))
        or (
            sentence[end].low in {"of", "and", "al", "el", "de", "la", "upon"}
            and end + 1 < len(sentence)
            and sentence[end + 1].capital
            and " ".join(t.text for t in sentence[start : end + 2]) in countries()
        )
    ):
        end += 1
    return end


def _place(sentence: Sequence[Token], first: int, last: int, cast: Cast) -> tuple[int, int] | None:  # noqa: PLR0911  the first rule that fits
    country = _country(sentence, first, last)
    if country is not None:
        return country
    name = " ".join(t.text for t in sentence[first:last])
    before = sentence[first - 1].low if first > 0 else ""
    following = sentence[last] if last < len(sentence) else None
    if sentence[last - 1].low in _NOUNS and last - first >= 2:
        return first, last  # "Sev Lake", "Kethra Province"
    if sentence[first].low in _BEFORE and last - first >= 2:
        return first, last
    if before == "of" and first > 1 and sentence[first - 2].low in _NOUNS:
        return first, last
    if first > 0 and before in _NOUNS and not _is_somebody(name, cast):
        return first, last
    if following is not None and following.low in _NOUNS and not following.capital:
        owned = before in {"the", "in", "of", "a", "into", "across", "from"}
        return (first, last + 1) if owned and not _demonym(name) else None
    if before in _IN and not _is_somebody(name, cast) and last - first <= 3:
        if before in _ONLY_WEAK and not cast.places[name]:
            return None
        return first, last
    if (
        cast.places[name] >= 2
        and not _demonym(name)
        and not _is_somebody(name, cast)
        and before != "by"
    ):
        return first, last
    return None


def _demonym(name: str) -> bool:
    return name.lower().endswith(("ian", "ians", "ese", "ish", "ean", "eans", "sh"))


def _country(sentence: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    for size in range(min(4, last - first), 0, -1):
        for start in range(first, last - size + 1):
            if " ".join(t.text for t in sentence[start : start + size]) in countries():
                whole = size == last - first
                return (start, start + size) if whole or start + size == last else None
    return None


def _is_somebody(name: str, cast: Cast) -> bool:
    parts = name.split()
    low = parts[0].lower().strip(".")
    if low in words("titles") or low in words("weekdays") or low in words("months"):
        return True
    if any(p.lower() in words("organisation_nouns", "people") for p in parts):
        return True
    if any(p.lower() in words("document_nouns") for p in parts) or name.isupper():
        return True
    member = cast.members.get(name)
    if member is not None and (
        member.roles or (len(parts) > 1 and member.kind is SourceKind.OUTLET)
    ):
        return True
    if len(parts) == 1:
        fuller = [m for m in cast.fullest(name) if len(m.tokens) > 1]
        return any(m.kind is SourceKind.PERSON and m.roles for m in fuller)
    return kind_of_name(parts) is SourceKind.OUTLET
