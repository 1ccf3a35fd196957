"""Quotation marks around a name: the newspaper «Заря», the ship „Seeadler“."""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.words import Word, key_of
from firsthand.reading.quotations import Quotation

_MOST_WORDS = 6
_SPEECH_ENDS = ",.!?…։؟"


def with_titles(text: str, words: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """The words with every quotation that only names something turned into a title."""
    found = list(words)
    for at, word in enumerate(words):
        quotation = word.quotation
        if quotation is not None and _is_title(text, words, at, quotation, lexicon):
            name = text[quotation.start : quotation.end].strip()
            key = key_of(name, lexicon.code)
            found[at] = Word(name, key, word.start, word.end, "title", None, True)
    return found


def _is_title(
    text: str, words: Sequence[Word], at: int, quotation: Quotation, lexicon: Lexicon
) -> bool:
    content = text[quotation.start : min(quotation.end, quotation.start + 120)]
    if quotation.end - quotation.start > 100 or len(content.split()) > _MOST_WORDS:
        return False
    if not content or content[-1] in _SPEECH_ENDS:
        return False
    uncased = "uncased" in lexicon.shape
    if not uncased and content[0].islower():
        return False
    nearby = [words[i] for i in (at - 1, at + 1) if 0 <= i < len(words)]
    before_only = "complement-before" not in lexicon.shape
    for word in nearby[:1] if before_only and at > 0 else nearby:
        if word.kind == "word" and (
            lexicon.has("outlets", word.key)
            or (not uncased and lexicon.has("organisations", word.key))
        ):
            return True
    return False
