"""When two printed names are the same name.

Only what spelling settles: case, accents, punctuation, the article, a possessive, the British or
American form, and for institutions the order of the words ("Ministry of Defence of Norvia",
"Norvia's Defence Ministry"). "The Defence Ministry" without its country stays another name: two
countries may have one, and a wrong attribution is the worst defect there is.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

_WORDS = re.compile(r"\w+(?:[’'ʼ]\w+)*")
_POSSESSIVE = re.compile(r"[’'ʼ]s?$")
_FORMS = {
    "defense": "defence",
    "center": "centre",
    "organization": "organisation",
    "labor": "labour",
    "theater": "theatre",
    "ministries": "ministry",
    "dept": "department",
}
#: Institutions whose name is commonly printed in either order.
_INSTITUTIONS = frozenset(
    (
        *("academy", "administration", "agency", "army", "authority", "bureau", "cabinet"),
        *("commission", "committee", "council", "court", "department", "directorate"),
        *("embassy", "government", "inspectorate", "ministry", "office", "parliament"),
        *("police", "prosecutor", "service", "staff"),
    )
)
_CONNECTORS = frozenset(("of", "for", "the"))


@functools.lru_cache(maxsize=65536)
def name_key(name: str) -> tuple[str, ...]:
    """The form in which two printings of one name are equal; empty for a name without words."""
    words = name_words(name)
    if words[:1] == ("the",):
        words = words[1:]
    others = [word for word in words if word not in _CONNECTORS]
    # With any other connector ("Embassy of X in Y") the order carries the meaning.
    if is_institution(others) and not any(
        word in ("in", "to", "at", "and", "by") for word in others
    ):
        if "ministry" in others and "foreign" in others:
            others = [word for word in others if word != "affairs"]
        return ("institution", *sorted(others))
    return words


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    words = (_POSSESSIVE.sub("", found.group()) for found in _WORDS.finditer(folded))
    return tuple(_FORMS.get(word, word) for word in words)


def is_institution(words: Iterable[str]) -> bool:
    """Whether a word of a name says that an institution bears it."""
    return not _INSTITUTIONS.isdisjoint(words)


def same_name(a: str, b: str) -> bool:
    """Whether two printed names are surely the same name."""
    return bool(name_key(a)) and name_key(a) == name_key(b)
