"""What a noun phrase says about a source: its name, its role as printed, and what kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.evidence.statements import SourceKind
from firsthand.reading.lexicon import countries, words
from firsthand.reading.names import kind_of_name, name_runs, owner_start
from firsthand.reading.phrases import Phrase
from firsthand.reading.tokens import Token

#: Trades that are names as well, and words that stand before a surname alone.
_SURNAMES = frozenset({"baker", "cook", "dean", "hunter", "prince", "king", "bishop", "pope"})
_BEFORE_SURNAME = frozenset({"witness", "defendant", "accused", "comrade", "reservist"})
_NEIGHBOURS = frozenset({"neighbouring", "neighboring", "rival", "nearby"})
_SUBJECT_FORMS = {"his": "he", "him": "he", "her": "she", "them": "they", "their": "they"}


@dataclass(frozen=True, slots=True)
class Description:
    """A source as its phrase describes it, before the rest of the document is asked.

    `kind` is `UNRESOLVED` for a pronoun. `words` are the phrase as printed without its article;
    `definite` says that it points back ("the minister"), `head` is its head noun, lower case.
    """

    kind: SourceKind
    name: str | None
    role: str | None
    words: str
    head: str
    definite: bool
    start: int
    end: int
    titled: bool = False
    plural: bool = False


def describe(text: str, phrase: Phrase) -> Description:
    """Read a source's phrase."""
    core = phrase.core
    start, end = core[0].start, core[-1].end
    if len(core) == 1 and core[0].low in _SUBJECT_FORMS:
        head = _SUBJECT_FORMS[core[0].low]
        return Description(SourceKind.UNRESOLVED, None, None, core[0].text, head, True, start, end)
    if len(core) == 1 and core[0].low in words("pronouns"):
        return Description(
            SourceKind.UNRESOLVED, None, None, core[0].text, core[0].low, True, start, end
        )
    found = _describe_core(text, core)
    return _with_aside(text, found, phrase.aside)


def _describe_core(text: str, core: Sequence[Token]) -> Description:
    start, end = core[0].start, core[-1].end
    article = core[0].low in words("determiners")
    definite = core[0].low in {"the", "his", "her", "its", "their", "this", "that"}
    body = core[1:] if article and len(core) > 1 else core
    while len(body) > 1 and body[0].low in _NEIGHBOURS and body[1].capital:
        body = body[1:]
    printed = text[body[0].start : body[-1].end]
    head_end = _head_end(body)
    head = body[:head_end]
    several = _several(text, body, core)
    if several is not None:
        return several
    run = _trailing_run(head, body, core)
    if run is not None:
        named = _named(text, body, run, article=article and run[0] == 0)
        if named is not None:
            kind, name, role, titled = named
            return Description(
                kind, name, role, printed, head[-1].low, definite, start, end, titled
            )
    noun = next((t.low for t in reversed(head) if t.kind == "word"), body[-1].low)
    kind = _kind_of_noun(noun, body, definite=definite)
    plural = noun.endswith("s") and not noun.endswith("ss")
    if kind is SourceKind.UNNAMED and not definite and article and core[0].low not in {"a", "an"}:
        printed = text[start:end]  # "two officials", "some residents": the number is part of it
    return Description(
        kind,
        None if kind is SourceKind.UNRESOLVED else printed,
        None,
        printed,
        noun,
        definite,
        start,
        end,
        plural=plural,
    )


def _several(text: str, body: Sequence[Token], core: Sequence[Token]) -> Description | None:
    """Names joined by "and" are one source, as printed."""
    joints = [i for i, t in enumerate(body) if t.low == "and" and 0 < i < len(body) - 1]
    if len(joints) != 1 or not body[joints[0] - 1].capital:
        return None
    runs = list(name_runs(body, sentence_start=core[0].start if body[0] is core[0] else -1))
    at = joints[0]
    if any(first < at < last for first, last in runs):
        return None
    right = [r for r in runs if r[0] > at and r[1] == len(body)]
    left = [r for r in runs if r[1] == at]
    if not left or not right:
        return None
    before_names = (body[left[0][0] - 1 : left[0][0]], body[right[0][0] - 1 : right[0][0]])
    if any(t.low in words("prepositions") for part in before_names for t in part):
        return None
    parts = [t.text for t in body[slice(*right[0])] if t.kind == "word"]
    kind = kind_of_name(parts)
    if kind is SourceKind.PERSON and len(parts) == 1:
        kind = (
            SourceKind.ORGANISATION
            if len(right[0]) == 2
            and len(left[0]) == 2
            and (left[0][1] - left[0][0] == 1 and body[left[0][0]].text in countries())
            else SourceKind.PERSON
        )
    printed = text[core[0].start : core[-1].end]
    if core[0].low in {"the", "a", "an"} and len(core) > 1:
        printed = text[core[1].start : core[-1].end]
    return Description(
        kind, printed, None, printed, "", False, core[0].start, core[-1].end, plural=True
    )


def _head_end(body: Sequence[Token]) -> int:
    for index, token in enumerate(body):
        if index == 0:
            continue
        if token.low in words("prepositions") or token.low == "who":
            return index
        if token.low in words("noun_participles") and not token.capital:
            return index
    return len(body)


def _trailing_run(
    head: Sequence[Token], body: Sequence[Token], core: Sequence[Token]
) -> tuple[int, int] | None:
    """The last name in the phrase's head, extended through an organisation's "of …"."""
    first_of_sentence = core[0].start if body[0] is core[0] else -1
    runs = list(name_runs(body, sentence_start=first_of_sentence))
    best = None
    for first, last in runs:
        if first < len(head) and last >= len(head):
            best = (first, last)
    ending = head[-1] if head else None
    if best == (0, 1) and head[0].low in words("people", "titles") and len(runs) > 1:
        best = None  # "Speaker of the Ministry of Defence Sona Belak"
    if best is None and runs and head[0].low in words("people", "titles"):
        first, end = runs[-1]
        behind = _name_at_end(body, first, end)
        if behind is not None:
            return behind, end
    common = words("document_nouns", "organisation_nouns")
    if len(head) == 1 and body[0] is core[0] and head[0].low in common:
        return None  # "Video posted by …" at the start of a sentence
    if (
        best is None
        and ending is not None
        and ending.capital
        and ending.low not in words("people", "weekdays", "months")
    ):
        best = (len(head) - 1, len(head))
    return best


def _name_at_end(body: Sequence[Token], first: int, end: int) -> int | None:
    """Where the name begins in "the head of administration of Sarmin district Vahe Torosh".

    `first` to `end` is the last run of capitals of a phrase that begins with a role.
    """
    if end != len(body) or end - first < 2 or first == 0:
        return None
    before = body[first - 1]
    if before.kind == "quotation" or (before.capital and before.low in words("common_parts")):
        return first  # "from faction “Hope” Levan Mirdo", "of the Ministry of Defence Sona Belak"
    if before.kind != "word" or before.capital:
        return None
    if before.low in words("prepositions"):
        bodies = words("organisation_nouns", "outlet_nouns", "place_nouns")
        clean = not any(t.low in bodies for t in body[first:end])
        return first + 1 if end - first == 3 and clean and before.low in {"of", "in"} else None
    if before.low in words("determiners"):
        return None
    placed = end - first >= 3 and before.low in words("place_nouns")
    return first + 1 if placed else first  # "village Ghirk | Marine Oganova"


def _named(
    text: str, body: Sequence[Token], run: tuple[int, int], *, article: bool
) -> tuple[SourceKind, str, str | None, bool] | None:
    first, last = run
    start = first
    while start < last and _is_title(body, start, last):
        start += 1
    titled = start > first
    honorific = words("honorific_male", "honorific_female", plus="dr mr")
    if start == last and last - first == 2 and body[first].low.strip(".") in honorific:
        start = first + 1  # "Mr. King"
    if start == last:
        return None  # a title alone: "the President"
    parts = [t.text for t in body[start:last] if t.kind in {"word", "number"}]
    kind = kind_of_name(parts, article=article and not titled)
    lower_role = first > 0 and body[first - 1].low in words("people", "titles")
    if kind is not SourceKind.PERSON and titled and len(parts) <= 3 and start - first > 0:
        whole = [t.text for t in body[first:last] if t.kind in {"word", "number"}]
        if kind_of_name(whole) is not SourceKind.PERSON and not lower_role:
            start, parts = first, whole  # "Deputy Ministry", "General Staff", "Chief Directorate"
            titled = False
    if lower_role or titled:
        kind = SourceKind.PERSON if kind is SourceKind.ORGANISATION and titled else kind
    if lower_role and kind is SourceKind.ORGANISATION and len(parts) <= 3:
        kind = SourceKind.PERSON
    name = text[body[start].start : body[last - 1].end]
    if start > 0 and not titled and body[start - 1].low in words("outlet_nouns", plus="site"):
        return SourceKind.OUTLET, name, None, False  # "the state agency Sarnpress"
    if kind is not SourceKind.PERSON:
        end = _through_owner(body, last)
        start = owner_start(body, start, last)
        name = text[body[start].start : body[end - 1].end]
        return kind, name, None, titled
    role = _role_before(text, body[:start])
    return kind, name, role, titled or lower_role


def _role_before(text: str, before: Sequence[Token]) -> str | None:
    """The role that stands before a name, as printed; a bare "Mr" is none."""
    while before and before[-1].kind in {"mark", "possessive"}:
        before = before[:-1]
    role = text[before[0].start : before[-1].end] if before else None
    if role is not None and not any(t.low in words("titles", "people") for t in before):
        role = role if len(before) > 1 else None
    if role and role.lower().strip(".") in {"mr", "mrs", "ms", "miss", "sir", "dr", "dame"}:
        role = role if role.lower().strip(".") == "dr" else None
    return role


def _is_title(body: Sequence[Token], at: int, last: int) -> bool:
    low = body[at].low.strip(".")
    if low in words("titles") or low.startswith(("vice-", "deputy-", "co-", "ex-")):
        return True
    trade = low in words("people") or (len(low) > 7 and low.endswith(("man", "woman")))
    if at == 0 and trade and low not in _SURNAMES and last - at >= 3 - (low in _BEFORE_SURNAME):
        return True  # "Witness Solheim", "Railwayman Otto Brandl"
    # "Foreign Minister X", "OSCE Ambassador X", "State Department spokesman X"
    later = [t.low.strip(".") for t in body[at + 1 : last - 1]]
    return any(word in words("titles") for word in later) and body[at].kind == "word"


def _through_owner(body: Sequence[Token], last: int) -> int:
    """An organisation's "of Armenia" belongs to its name."""
    if last + 1 < len(body) and body[last].low == "of":
        end = last + 1
        while end < len(body) and (body[end].capital or body[end].low == "the"):
            end += 1
        if end > last + 1 and body[end - 1].capital:
            return end
    return last


def _kind_of_noun(noun: str, body: Sequence[Token], *, definite: bool) -> SourceKind:  # noqa: PLR0911  the first rule that fits
    if noun in words("people"):
        return SourceKind.UNNAMED
    if noun in words("parts_of_documents"):
        owners = (t.low for t, of in zip(body[2:], body, strict=False) if of.low in {noun, "of"})
        noun = next((low for low in owners if low in words("document_nouns")), noun)
    if noun in words("document_nouns"):
        owned = any(t.capital for t in body[1:]) or any(t.kind == "possessive" for t in body)
        footage = noun in words("footage_nouns")
        plural_source = noun.endswith("s") and not definite and not owned
        vague = noun in {"intelligence", "rumours", "rumors", "evidence"} and not owned
        if (plural_source and not footage) or vague:
            return SourceKind.UNNAMED
        return SourceKind.DOCUMENT
    if noun in words("outlet_nouns"):
        official = any(t.low in {"state", "public", "national"} for t in body)
        return SourceKind.OUTLET if definite or official else SourceKind.UNNAMED
    if noun in words("organisation_nouns"):
        return SourceKind.ORGANISATION
    if " ".join(t.text for t in body) in countries():
        return SourceKind.ORGANISATION
    return SourceKind.UNNAMED


def _with_aside(text: str, found: Description, aside: Sequence[Token]) -> Description:
    aside = _trim_aside(aside)
    if not aside:
        return found
    if aside[0].low in {"who", "which", "whose", "speaking", "citing", "quoting"}:
        return found
    name_part = _until_comma(aside)
    somebody = found.head in words("people", plus="one them us")
    if somebody and len(name_part) >= 2 and len(name_part) < len(aside):
        runs = list(name_runs(name_part))
        if runs == [(0, len(name_part))]:
            inner = _describe_core(text, name_part)
            rest = _trim_aside(aside[len(name_part) :])
            if rest and rest[0].low in {"a", "an", "the"} and len(rest) > 1:
                rest = rest[1:]
            role = text[rest[0].start : rest[-1].end] if rest else found.words
            if inner.kind is SourceKind.PERSON:
                return _replace(
                    found, kind=SourceKind.PERSON, name=inner.name, role=role, end=inner.end
                )
    printed = text[aside[0].start : aside[-1].end]
    runs = list(name_runs(aside))
    is_name = len(runs) == 1 and runs[0] == (0, len(aside)) and not printed.isupper()
    role_like = any(
        t.low in words("people", "titles") or t.low in {"co-chair", "head"} for t in aside
    )
    personal = found.kind is SourceKind.UNNAMED or (
        found.name is None and found.kind is not SourceKind.UNRESOLVED
    )
    if is_name and personal and len(aside) >= 2:
        inner = _describe_core(text, aside)
        if inner.kind is SourceKind.PERSON:
            return _replace(
                found, kind=SourceKind.PERSON, name=inner.name, role=found.words, end=inner.end
            )
    if found.kind is SourceKind.PERSON and role_like and not (is_name and len(aside) < 2):
        article = aside[0].low in {"the", "a", "an"} and len(aside) > 1
        first = aside[1] if article else aside[0]
        return _replace(found, role=text[first.start : aside[-1].end])
    return found


def _until_comma(aside: Sequence[Token]) -> Sequence[Token]:
    for index, token in enumerate(aside):
        if token.low == ",":
            return aside[:index]
    return aside


def _trim_aside(aside: Sequence[Token]) -> Sequence[Token]:
    """Drop an age and the marks around: "42, a farmer" is the role "farmer"."""
    first, last = 0, len(aside)
    while first < last and (aside[first].kind == "number" or aside[first].low == ","):
        first += 1
    while last > first and aside[last - 1].low in {",", "—", "–"}:
        last -= 1
    return aside[first:last]


def _replace(
    found: Description,
    *,
    role: str | None,
    kind: SourceKind | None = None,
    name: str | None = None,
    end: int | None = None,
) -> Description:
    return Description(
        kind or found.kind,
        name or found.name,
        role,
        found.words,
        found.head,
        found.definite,
        found.start,
        end or found.end,
        True,
        found.plural,
    )
