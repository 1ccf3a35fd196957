"""The language of each paragraph: by script, by letters, and by frequent small words.

What the writer says decides, not what is quoted: "He said: «Мы остаёмся»" is English. Paragraphs
too short to tell take the language of the one before them, else of the one behind them. A page in
Latin letters that nothing tells is English, unless it is long and has no English words.
"""

from __future__ import annotations

import functools
import re

from firsthand.reading.languages.lexicon import function_words, other_languages
from firsthand.reading.languages.scripts import script_of
from firsthand.reading.layout import Layout

ENGLISH = "en"
_LOOKED_AT = 800  # characters of a paragraph: enough to tell, however long it is
_FEWEST = 12  # letters outside quotations that tell more than the quotations
_ENOUGH = 40  # letters in which the lack of one letter says something
_UNTOLD = 200  # letters of a page that small words should have told
_LATIN = ("fr", "de", "es", "tr", "az")
_WORDS = re.compile(r"[^\W\d_]+['’]?")
_SCRIPT_LANGUAGES = {
    "Armenian": "hy", "Greek": "el", "Hebrew": "he", "Georgian": "ka", "Japanese": "ja",
    "Korean": "ko", "Chinese": "zh", "Thai": "th", "Amharic": "am", "Bengali": "bn",
    "Devanagari": "hi",
}  # fmt: skip
_PERSIAN = re.compile("[پچژگکی]")
_CYRILLIC_LETTERS = (
    ("sr", re.compile("[јљњћђџ]")),
    ("mk", re.compile("[ѓќѕ]")),
    ("be", re.compile("ў")),
    ("kk", re.compile("[әғқңөұүһ]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[ыэё]")),
)
_BULGARIAN = frozenset("на се от че във със да ще са беше е и за като каза след този тази".split())  # noqa: SIM905  a list of words


def paragraph_languages(layout: Layout) -> tuple[str, ...]:
    """The code (ISO 639-1) of each paragraph's language."""
    told = [_told(layout, index) for index in range(len(layout.paragraphs))]
    before: str | None = None
    for index, code in enumerate(told):
        told[index] = before = code or before
    behind: str | None = None
    for index in range(len(told) - 1, -1, -1):
        told[index] = behind = told[index] or behind
    rest = ENGLISH if any(told) or not _is_foreign(layout) else "und"
    return tuple(code or rest for code in told)


def _is_foreign(layout: Layout) -> bool:
    """Whether a page that nothing told is long and has hardly an English word."""
    start = layout.text[: 4 * _LOOKED_AT].lower()
    found = _WORDS.findall(start)
    english = sum(word in function_words(ENGLISH) for word in found)
    return script_of(start)[1] >= _UNTOLD and english * 25 < len(found)


def _told(layout: Layout, index: int) -> str | None:
    """The language of one paragraph, `None` where it is too short to tell."""
    paragraph = layout.paragraphs[index]
    text, position, pieces = layout.text, paragraph.start, []
    stop = min(paragraph.end, paragraph.start + _LOOKED_AT)
    for quotation in layout.quotations[index]:
        if quotation.open >= stop:
            break
        pieces.append(text[position : quotation.open])
        position = min(quotation.close, stop)
    pieces.append(text[position:stop])
    own = " ".join(pieces)
    if not pieces[1:]:
        return language_of(own)
    found = language_of(own) if script_of(own)[1] >= _FEWEST else None
    return found or language_of(text[paragraph.start : stop])


def language_of(stretch: str) -> str | None:
    """The language of a stretch of text, `None` where it does not tell."""
    if _english_beyond_doubt(stretch):
        return ENGLISH
    script, letters = script_of(stretch)
    if script in {"", "Latin"}:
        return _latin(stretch, letters)
    low = stretch.lower()
    if script == "Cyrillic":
        return _cyrillic(low, letters)
    if script == "Arabic":
        persian = len(_PERSIAN.findall(stretch))
        return "fa" if persian * 40 > letters else "ar"
    return _SCRIPT_LANGUAGES.get(script, "und")


def _english_beyond_doubt(stretch: str) -> bool:
    english = function_words(ENGLISH)
    found = _WORDS.findall(stretch.lower())
    return sum(word in english for word in found) * 4 > len(found) > 7


def _latin(stretch: str, letters: int) -> str | None:
    low = stretch.replace("İ", "i").lower()
    if low.count("ə") * 50 > letters:
        return "az"
    found = _WORDS.findall(low.replace("'", "’"))
    counts = dict.fromkeys((ENGLISH, *_LATIN), 0)
    for word in found:
        for code in _languages_by_word().get(word, ()):
            counts[code] = counts.get(code, 0) + 1
    if "ə" not in low and letters > 20:
        counts["az"] = 0  # every eleventh letter of Azerbaijani
    ranked = sorted(counts, key=lambda code: -counts[code])
    best, most, second = ranked[0], counts[ranked[0]], counts[ranked[1]]
    if most < 2 or most * 8 < len(found):
        return None
    telling = {w for w in found if len(w) > 1 and best in _languages_by_word().get(w, ())}
    if most > second and (
        best == ENGLISH or len(telling) > 1
    ):  # "U.S." has two letters of Croatian
        return best
    return ENGLISH if counts[ENGLISH] == most else None


@functools.cache
def _languages_by_word() -> dict[str, list[str]]:
    """Each frequent word to the languages in Latin letters that have it; English first."""
    known = {code: function_words(code) for code in (ENGLISH, *_LATIN)} | other_languages()[1]
    found: dict[str, list[str]] = {}
    for code, own in known.items():
        for word in own:
            found.setdefault(word, []).append(code)
    return found


def _cyrillic(low: str, letters: int) -> str | None:
    counts = {code: len(pattern.findall(low)) for code, pattern in _CYRILLIC_LETTERS}
    for code in ("sr", "mk", "be", "kk"):
        if counts[code] * 60 > letters:
            return code
    if counts["uk"] != counts["ru"]:
        return "uk" if counts["uk"] > counts["ru"] else "ru"
    found = _WORDS.findall(low)
    bulgarian = sum(word in _BULGARIAN for word in found)
    by_words = {c: sum(word in function_words(c) for word in found) for c in ("ru", "uk")}
    if letters >= _ENOUGH and bulgarian > max(by_words.values()):
        return "bg"
    if by_words["ru"] != by_words["uk"]:
        return max(by_words, key=lambda code: by_words[code])
    return None
