"""Where, among the words for a speaker, the name of a person stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.words import Word

_LONGEST_NAME = 5
_PATRONYMICS = ("вич", "ьич", "мич", "вна", "ична", "чна", "оглы", "кызы")
#: Endings of places in the genitive, which no name in the nominative has.
_GENITIVES = ("ии", "ії", "ы", "ого", "его")
_ARMENIAN_VOWELS = "աեէըիոօու"


def name_within(  # noqa: PLR0911  the first rule that fits
    words: Sequence[Word],
    within: tuple[int, int],
    marks: Sequence[tuple[int, str]],
    lexicon: Lexicon,
    gender: str,
) -> tuple[int, int] | None:
    """The words `(start, end)` of a person's name; `marks` says where known nouns stand."""
    first, last = within
    nouns = [at for at, _ in marks]
    if "uncased" in lexicon.shape:
        return _given_name(words, first, last, lexicon)
    found = list(
        runs(words, first, last, frozenset(nouns), surnames="capital-nouns" in lexicon.shape)
    )
    if not found:
        return None
    start, end = found[-1]
    before = [at for at in nouns if at < start]
    if "complement-before" in lexicon.shape:
        return _behind_role((start, end), nouns)
    if "capital-nouns" in lexicon.shape:
        start, end = (
            found[0] if not before else next((r for r in found if r[0] > before[0]), found[-1])
        )
    if before and not any(kind in {"roles", "unnamed"} for at, kind in marks if at < start):
        if end - start < 2 or before[0] == first:
            return None  # "la Cruz Blanca"
        return start, end  # behind a noun that is not known: "el enviado de la ONU Marcos Dubois"
    linked = start > first and lexicon.has("linkers", words[start - 1].key)
    if linked and before:
        return (end - 2, end) if end - start > 2 else _next_run(found, start, end)
    if lexicon.code in {"ru", "uk"}:
        return _slavic(words, start, end, before, lexicon, gender)
    if "capital-nouns" in lexicon.shape and not before and _articled(words, first, start, lexicon):
        return (end - 2, end) if end - start > 2 else None
    article = start > first and lexicon.has("linkers", words[start - 1].key)
    if article and not before:
        return None  # "la Cruz"
    return start, end


def _articled(words: Sequence[Word], first: int, start: int, lexicon: Lexicon) -> bool:
    article = first - 1 if start == first else first
    return article >= 0 and (
        lexicon.has("articles", words[article].key) or lexicon.has("definite", words[article].key)
    )


def _next_run(found: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """ "die Sprecherin des Ministeriums Olga Sommer" has its name in a later run."""
    later = [r for r in found if r[0] >= end and r[1] - r[0] > 1]
    return later[-1] if later and start < later[-1][0] else None


def runs(
    words: Sequence[Word], first: int, last: int, nouns: frozenset[int], *, surnames: bool = False
) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words that are no known nouns, small particles inside.

    `surnames` says that a known noun behind a given name is a family name: "Anton Fischer".
    """
    at = first
    while at < last:
        if not _is_name_part(words, at, nouns):
            at += 1
            continue
        end = at + 1
        while end < last and end - at < _LONGEST_NAME:
            if _is_name_part(words, end, nouns) or (surnames and words[end].capital):
                end += 1
            elif end + 1 < last and words[end].text == "." and _is_name_part(words, end + 1, nouns):
                end += 2  # an initial
            elif (
                end + 1 < last and words[end].key in _SMALL and _is_name_part(words, end + 1, nouns)
            ):
                end += 2
            else:
                break
        yield at, end
        at = end


_SMALL = frozenset("von van zu de du el al bin ben da di la des фон ван де аль".split())  # noqa: SIM905


def _is_name_part(words: Sequence[Word], at: int, nouns: frozenset[int]) -> bool:
    word = words[at]
    return word.kind == "word" and word.capital and at not in nouns


def _behind_role(run: tuple[int, int], nouns: Sequence[int]) -> tuple[int, int] | None:
    """What a role is of stands before it, so the name is what stands behind it."""
    start, end = run
    if nouns and start < nouns[-1]:
        return None  # "Nəqliyyat Nazirliyi": the last noun is the head
    if end - start > 3 and not nouns:
        return end - 2, end
    return start, end


def _slavic(
    words: Sequence[Word],
    start: int,
    end: int,
    before: Sequence[int],
    lexicon: Lexicon,
    gender: str,
) -> tuple[int, int] | None:
    """A place in the genitive may stand between a role and the name: "мэр Орловки Иван Петров"."""
    length = end - start
    if length > 2 and (before or length > 3):
        patronymic = words[end - 2].key.endswith(_PATRONYMICS)
        return (end - 3, end) if patronymic else (end - 2, end)
    if not before:
        return start, end
    key = words[start].key
    if length == 2:
        return (start + 1, end) if key.endswith(_GENITIVES) else (start, end)
    if key.endswith(_GENITIVES) or not key.endswith(lexicon.surnames):
        return None
    if gender == "m" and key.endswith(("а", "я")):
        return None  # "президент Казахстана заявил"
    return start, end


def _given_name(
    words: Sequence[Word], first: int, last: int, lexicon: Lexicon
) -> tuple[int, int] | None:
    for at in range(first, last):
        key = words[at].key
        if at + 1 < last and lexicon.has("organisations", words[at + 1].key):
            continue  # "باسم وزارة": in the name of a ministry
        if words[at].kind == "word" and is_given(key, lexicon):
            return at, _arabic_end(words, at, last, lexicon)
    return None


def is_given(key: str, lexicon: Lexicon) -> bool:
    """Whether a word is a given name, "to" stuck before it or not."""
    if lexicon.has("given_names", key):
        return True
    return key.startswith("ل") and lexicon.has("given_names", key[1:])


def _arabic_end(words: Sequence[Word], at: int, last: int, lexicon: Lexicon) -> int:
    """A given name goes with one more word, or with two behind "عبد", or where "ال" follows."""
    end = at + 2
    if end >= last:
        return last
    second, third = words[end - 1].key, words[end].key
    longer = third.startswith("ال") and not second.startswith("ال")
    return end + 1 if longer or lexicon.has("particles", second) else end


def printed_name(text: str, name: Sequence[Word], lexicon: Lexicon) -> str:
    """A name as printed, without an article or an apostrophe's ending that is no part of it."""
    printed = " ".join(text[name[0].start : name[-1].end].split())
    if is_given(name[0].key, lexicon) and not lexicon.has("given_names", name[0].key):
        return printed[1:]  # "to" stuck before it
    return without_article(printed, name[-1], lexicon)


def without_article(printed: str, last: Word, lexicon: Lexicon) -> str:
    """Without the Armenian article, or what stands behind the apostrophe of a Turkish name."""
    if lexicon.code == "hy":
        if last.key.endswith("ը") and len(last.key) > 3:
            return printed[:-1]
        if last.key.endswith("նն"):
            return printed[:-1]
    if lexicon.code in {"tr", "az"} and last.capital and "’" in last.key:
        cut = max(printed.rfind("’"), printed.rfind("'"))
        return printed[:cut] if cut > 0 else printed
    return printed
