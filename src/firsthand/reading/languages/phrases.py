"""The words for a speaker: where they end, and what in them is name, role, body or nobody named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import SourceKind
from firsthand.reading.languages.cues import cue_at
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.names import name_within, without_article
from firsthand.reading.languages.words import Word

LONGEST = 14
_CLASSES = ("epithets", "outlets", "documents", "roles", "unnamed", "organisations")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for a speaker: `words[first:last]` of a sentence.

    `name` is the words of a person's name; `role` its description; `kind` is what the words
    name without one. `pronoun` is "m", "f", "other" or "any" for a pronoun, else "". `role_only`
    says that a role without a name stands here, `epithet` that somebody named before is meant,
    `several` that two speakers are joined, `indefinite` that "a" or a number stands before it.
    """

    first: int
    last: int
    mention: Span
    kind: SourceKind
    label: str | None = None
    name: tuple[Word, ...] = ()
    role: Span | None = None
    head: str = ""
    pronoun: str = ""
    role_only: bool = False
    several: bool = False
    words: tuple[Word, ...] = ()
    oblique: bool = False
    article: Span | None = None

    @property
    def described(self) -> Span:
        """Where the words begin that describe a person, an article included."""
        return self.article or self.mention


def parse(
    text: str, words: Sequence[Word], first: int, end: int, lexicon: Lexicon, *,
    oblique: bool = False, gender: str = "",
) -> Phrase | None:  # fmt: skip
    """The words for a speaker that begin at one word, `None` where none stand there."""
    first = _skipped(words, first, end, lexicon)
    if first >= end:
        return None
    pronoun = lexicon.pronouns.get(words[first].key, "")
    last = phrase_end(words, first, end, lexicon)
    alone = last <= first + 1 or words[first].key[0] == "-"
    if pronoun and (alone or (pronoun != "any" and not _noun_behind(words, first, last, lexicon))):
        mention = Span(words[first].start, words[first].end)
        return Phrase(first, first + 1, mention, SourceKind.UNRESOLVED, pronoun=pronoun)
    if last <= first:
        return None
    found = _described(text, words, (first, last, end), lexicon, oblique=oblique, gender=gender)
    if found is None:
        return None
    return _joined(found, words, end, lexicon)


def _noun_behind(words: Sequence[Word], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a pronoun is an article here: "sie" is not, "diese Frau" is."""
    return lexicon.has("definite", words[first].key) or any(
        w.capital for w in words[first + 1 : last]
    )


def _skipped(words: Sequence[Word], first: int, end: int, lexicon: Lexicon) -> int:
    while first < end and words[first].kind in {"word", "number"}:
        length = lexicon.lists["skip"].match(words, first, end)
        if not length or words[first].key in lexicon.pronouns:
            break
        first += length
    return first


def phrase_end(words: Sequence[Word], first: int, end: int, lexicon: Lexicon) -> int:
    """Where the words for a speaker end that begin at `first`."""
    at = first
    before_noun = "complement-before" in lexicon.shape  # a title behind a name begins other words
    while at < min(end, first + LONGEST):
        word = words[at]
        if word.kind == "mark":
            if word.text != "." or at == first or not _is_short(words[at - 1], lexicon):
                break
        elif word.kind == "quotation" or (word.kind == "title" and at > first and before_noun):
            break
        elif at > first and word.kind == "word" and not _classified(words, at, lexicon):
            if lexicon.code == "ar" and at > first + 1 and word.key[0] == "ب" and len(word.key) > 3:
                break  # "in", "with", "for", written as one word with what follows
            stop = lexicon.lists["stops"].match(words, at, end)
            linked = lexicon.has("linkers", word.key) or lexicon.has("particles", word.key)
            if (stop and not linked) or cue_at(words, at, end, lexicon) is not None:
                break
            if lexicon.lists["according_after"].match(words, at, end):
                break
        at += 1
    while (
        at > first and words[at - 1].kind in {"word", "mark"} and _is_loose(words[at - 1], lexicon)
    ):
        at -= 1
    return at


def _is_short(before: Word, lexicon: Lexicon) -> bool:
    return (len(before.text) == 1 and before.capital) or lexicon.has("abbreviations", before.key)


def _is_loose(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word cannot end the words for a speaker."""
    if word.kind == "mark":
        return word.text != "."
    if word.capital:
        return False
    return lexicon.has("linkers", word.key) or lexicon.has("skip", word.key)


def _classified(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    return any(lexicon.is_noun(name, words[at]) for name in ("roles", "unnamed", "organisations"))


def _described(
    text: str, words: Sequence[Word], within: tuple[int, int, int], lexicon: Lexicon, *,
    oblique: bool, gender: str,
) -> Phrase | None:  # fmt: skip
    first, last, end = within
    body = first
    indefinite = lexicon.has("indefinite", words[body].key) or words[body].kind == "number"
    while body < last and lexicon.has("articles", words[body].key):
        body += 1
    if body >= last:
        return None
    marks = [
        (at, kind) for at in range(body, last) if (kind := _class_of(words, at, last, lexicon))
    ]
    named = name_within(words, (body, last), marks, lexicon, gender)
    if named is not None:
        return _person(words, (first, body, last), named, marks, lexicon, oblique=oblique)
    last = _with_origin(words, last, end, lexicon, [k for _, k in marks], indefinite=indefinite)
    found = (first, body, last)
    if not marks:
        return _unknown(text, words, found, lexicon, oblique=oblique, indefinite=indefinite)
    return _nameless(text, words, found, marks, lexicon, oblique=oblique, indefinite=indefinite)


def _unknown(
    text: str, words: Sequence[Word], within: tuple[int, int, int], lexicon: Lexicon, *,
    oblique: bool, indefinite: bool,
) -> Phrase:  # fmt: skip
    """Words of which none is known: an acronym, "a colleague", an Arabic surname, or nobody."""
    first, body, last = within
    mention = Span(words[first].start, words[last - 1].end)
    label = text[words[body].start : words[last - 1].end]
    if "uncased" in lexicon.shape and not indefinite and last - body <= 3:
        name = tuple(words[body:last])  # a known surname, or nobody
        return Phrase(first, last, mention, SourceKind.PERSON, None, name, oblique=oblique)
    if last - body == 1 and words[body].capital and label.isupper() and len(label) > 1:
        return Phrase(first, last, mention, SourceKind.ORGANISATION, label, oblique=oblique)
    anyone = indefinite and ("capital-nouns" in lexicon.shape or not words[last - 1].capital)
    unknown = SourceKind.UNNAMED if anyone else SourceKind.UNRESOLVED
    return Phrase(first, last, mention, unknown, label if anyone else None, oblique=oblique)


_KINDS = {
    "organisations": SourceKind.ORGANISATION,
    "documents": SourceKind.DOCUMENT,
    "outlets": SourceKind.OUTLET,
    "unnamed": SourceKind.UNNAMED,
    "roles": SourceKind.UNNAMED,
    "epithets": SourceKind.UNRESOLVED,
}


def _nameless(
    text: str, words: Sequence[Word], within: tuple[int, int, int],
    marks: Sequence[tuple[int, str]], lexicon: Lexicon, *, oblique: bool, indefinite: bool,
) -> Phrase:  # fmt: skip
    """A body, an outlet, a document, a role or people, as their noun says."""
    first, body, last = within
    if marks[-1][1] in {"roles", "unnamed"} and "verb-final" in lexicon.shape:
        counted = [i for i in range(body, marks[-1][0]) if lexicon.has("indefinite", words[i].key)]
        body = counted[-1] if counted else body  # "adı açıklanmayan | bir yetkili"
    mention = Span(words[first].start, words[last - 1].end)
    label = text[words[body].start : words[last - 1].end]
    if marks[-1][1] == "organisations":
        label = without_article(label, words[last - 1], lexicon)
    at, kind = marks[-1] if "complement-before" in lexicon.shape else marks[0]
    if indefinite and kind in {"roles", "epithets"}:
        kind = "unnamed"
    if kind == "outlets":
        label = outlet_name(text, words, at, last, lexicon) or label
    return Phrase(
        first, last, mention, _KINDS[kind], label, head=words[at].key, oblique=oblique,
        pronoun="any" if kind == "epithets" else "", role_only=kind == "roles",
        words=tuple(words[body:last]),
    )  # fmt: skip


def _with_origin(
    words: Sequence[Word], last: int, end: int, lexicon: Lexicon, kinds: Sequence[str], *,
    indefinite: bool,
) -> int:  # fmt: skip
    """Take in where somebody unnamed is from: "источник | в прокуратуре", "одна | з матерів"."""
    if not (indefinite or "unnamed" in kinds) or last + 1 >= end or words[last].key not in _FROM:
        return last
    for at in range(last + 1, min(end, last + 4)):
        if words[at].kind != "word":
            break
        if lexicon.is_noun("organisations", words[at]):
            return at + 1
        if indefinite and lexicon.is_noun("unnamed", words[at]):
            return at + 1
    return last


#: Prepositions between somebody unnamed and where they are from.
_FROM = frozenset("в из у з із зі dans au aux à en in im aus beim".split())  # noqa: SIM905  a list of words


def _class_of(words: Sequence[Word], at: int, last: int, lexicon: Lexicon) -> str:
    if words[at].kind != "word":
        return ""
    for name in _CLASSES:
        length = lexicon.lists[name].match(words, at, last)
        if length > 1 or (length and lexicon.is_noun(name, words[at])):
            return name
    return ""


def _person(
    words: Sequence[Word], bounds: tuple[int, int, int], named: tuple[int, int],
    marks: Sequence[tuple[int, str]], lexicon: Lexicon, *, oblique: bool,
) -> Phrase:  # fmt: skip
    first, body, _ = bounds
    start, stop = named
    role = None
    described = [at for at, kind in marks if at < start and kind in {"roles", "unnamed"}]
    behind = [at for at, kind in marks if at >= stop and kind in {"roles", "unnamed"}]
    if described:
        end = start
        while end > body and _is_loose(words[end - 1], lexicon) and words[end - 1].kind == "word":
            end -= 1
        role = Span(words[body].start, words[end - 1].end)
    elif behind and stop in behind:
        role = Span(words[stop].start, words[bounds[2] - 1].end)
    mention = Span(words[first].start, words[stop - 1].end)
    return Phrase(
        first, stop, mention, SourceKind.PERSON, None, tuple(words[start:stop]), role,
        head=words[described[0]].key if described else "", oblique=oblique,
    )  # fmt: skip


def outlet_name(
    text: str, words: Sequence[Word], at: int, last: int, lexicon: Lexicon
) -> str | None:
    """The name beside a noun for an outlet: "la chaîne Aulnoy TV", "«Olşan vərəqi» nəşri"."""
    for near in (at + 1, at - 1):
        if 0 <= near < len(words) and words[near].kind == "title":
            return words[near].text
    end = at + 1
    while end < last and (words[end].capital or words[end].kind == "number"):
        end += 1
    if end > at + 1:
        own = words[at].capital and lexicon.code != "de"
        return text[words[at if own else at + 1].start : words[end - 1].end]
    if "uncased" in lexicon.shape and last > at + 1:
        return text[words[at + 1].start : words[last - 1].end]
    return None


def _joined(found: Phrase, words: Sequence[Word], end: int, lexicon: Lexicon) -> Phrase:
    """Two speakers joined by "and" are nobody that one statement can be given to."""
    at = found.last
    if at + 1 < end and lexicon.has("conjunctions", words[at].key) and not found.pronoun:
        following = words[at + 1]
        if following.capital or lexicon.has("roles", following.key):
            return Phrase(
                found.first, found.last, found.mention, SourceKind.UNRESOLVED, several=True
            )
    return found
