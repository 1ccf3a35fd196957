"""Whether a name, or the article before a role, tells that somebody is a man or a woman."""

from __future__ import annotations

from firsthand.reading.languages.lexicon import Lexicon

_ARTICLES = {"le": "m", "el": "m", "la": "f"}
_TITLES = {"m": "m", "monsieur": "m", "mme": "f", "madame": "f", "herr": "m", "frau": "f"}
_WOMENS_SURNAMES = ("ова", "ева", "ина", "ына", "ская", "цкая", "ська", "цька", "єва")
#: Names of men that end like those of women.
_MEN = frozenset(
    "илья никита кузьма фома лука савва данила фока микола ілля сава хома микита".split()  # noqa: SIM905  a list of words
)


def gender_of_name(keys: tuple[str, ...], lexicon: Lexicon) -> str:
    """ "m" or "f" where the words of a name tell it, else ""."""
    given, family = keys[0], keys[-1]
    if lexicon.code in {"ru", "uk"}:
        if family.endswith(_WOMENS_SURNAMES) and given.endswith(("а", "я", "ь")):
            return "f"
        if given.endswith(("а", "я")):
            return "m" if given in _MEN else "f"
        return "" if given.endswith("ь") else "m"
    if lexicon.code == "es" and given.endswith(("a", "o")):
        return "f" if given.endswith("a") else "m"
    return ""


def gender_of_words(printed: str, lexicon: Lexicon) -> str:
    """What the first word of somebody's description tells: "la maire", "Mme", "der Sprecher"."""
    first = printed.split(maxsplit=1)[0].lower().rstrip(".") if printed.strip() else ""
    if lexicon.code in {"fr", "es"} and first in _ARTICLES:
        return _ARTICLES[first]
    if lexicon.code == "de" and first in {"der", "die", "ein", "eine"}:
        return "f" if first.endswith(("die", "eine")) else "m"
    return _TITLES.get(first, "") if lexicon.code in {"fr", "de"} else ""
