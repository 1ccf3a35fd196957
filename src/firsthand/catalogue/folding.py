"""The forms in which words are compared when a person looks for them."""

from __future__ import annotations

import re
import unicodedata

#: Scripts that are written without spaces: each character is looked for as a word.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
)


def folded(text: str) -> str:
    """Without case, accents and compatibility forms: "İsmayıl" is found by "ismayil"."""
    # Folding can bring out characters that decompose, and decomposing ones that fold.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace("ı", "i").split())


def searchable(text: str) -> str:
    """The folded form with spaces between characters of scripts that have none."""
    return _UNSPACED.sub(r" \1 ", folded(text))
