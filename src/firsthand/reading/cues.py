"""Attributing verbs in a sentence: which words are cues, in which form, and what stands around."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from firsthand.evidence.statements import Stance
from firsthand.reading.lexicon import CueVerb, cue_verbs, words
from firsthand.reading.tokens import Token

Form = Literal["finite", "gerund", "passive", "infinitive"]

#: Verbs with a particle, whose frames differ from the bare verb's.
_PARTICLES: dict[tuple[str, str], tuple[str, Stance | None]] = {
    ("call", "for"): ("o", Stance.DEMANDS),
    ("call", "on"): ("i", Stance.DEMANDS),
    ("call", "upon"): ("i", Stance.DEMANDS),
    ("appeal", "to"): ("i", Stance.DEMANDS),
    ("appeal", "for"): ("o", Stance.DEMANDS),
    ("push", "for"): ("o", Stance.DEMANDS),
    ("point", "out"): ("s t q p", None),
    ("point", "to"): ("o", None),
    ("speak", "of"): ("o q", None),
    ("warn", "of"): ("o", None),
    ("warn", "against"): ("o", Stance.DEMANDS),
    ("warn", "about"): ("o", None),
    ("complain", "of"): ("o", None),
    ("complain", "about"): ("o", None),
    ("insist", "on"): ("o", Stance.DEMANDS),
    ("admit", "to"): ("o", None),
    ("ask", "for"): ("o", Stance.DEMANDS),
    ("make", "clear"): ("t q", None),
    ("go", "on"): ("q", None),
    ("put", "it"): ("p q", None),
    ("comment", "on"): ("o", None),
}
_PARTICLE_VERBS = {
    **dict.fromkeys(("call", "calls", "called", "calling"), "call"),
    **dict.fromkeys(("appeal", "appeals", "appealed", "appealing"), "appeal"),
    **dict.fromkeys(("push", "pushes", "pushed", "pushing"), "push"),
    **dict.fromkeys(("put", "puts"), "put"),
    **dict.fromkeys(("make", "makes", "made", "making"), "make"),
    **dict.fromkeys(("go", "goes", "went"), "go"),
    **dict.fromkeys(("speak", "speaks", "spoke", "spoken", "speaking"), "speak"),
}
_NOUN_FORMS = words("cue_noun_forms")
_BEFORE_NOUN = words("before_cue_noun")


@functools.cache
def _all_forms() -> frozenset[str]:
    return frozenset(cue_verbs()) | frozenset(_PARTICLE_VERBS)


#: No sentence of a person has more cues than this; hostile text does.
MOST_CUES = 40


@dataclass(frozen=True, slots=True)
class Cue:
    """An attributing verb group `tokens[first:last]` with its head, and how it is used."""

    verb: CueVerb
    first: int
    head: int
    last: int
    form: Form
    negated: bool
    frames: frozenset[str]
    stance: Stance


def find_cues(tokens: Sequence[Token]) -> tuple[Cue, ...]:
    """The attributing verbs among the tokens, left to right."""
    found = []
    for index, token in enumerate(tokens):
        if token.low in _all_forms() and token.kind == "word" and token.text[0].islower():
            cue = _cue_at(tokens, index)
            if cue is not None:
                found.append(cue)
                if len(found) >= MOST_CUES:
                    break
    return tuple(found)


def _cue_at(tokens: Sequence[Token], index: int) -> Cue | None:
    token = tokens[index]
    following = tokens[index + 1].low if index + 1 < len(tokens) else ""
    verb = cue_verbs().get(token.low)
    base = verb.lemma if verb else _PARTICLE_VERBS.get(token.low)
    if base is None:
        return None
    frames = verb.frames if verb else frozenset()
    stance = verb.stance if verb else Stance.ASSERTS
    last = index + 1
    special = _PARTICLES.get((base, following))
    if special is not None:
        frames, last = frozenset(special[0].split()), index + 2
        stance = special[1] or stance
    elif verb is None:
        if base != "call":
            return None
        frames = frozenset("n")  # "called the raid “a crime”": only with a quotation behind
    if _is_noun(tokens, index):
        return None
    if following == "by" and token.low.endswith("ed"):
        return None  # "video posted by", "as reported by"
    first, auxiliaries = _group_start(tokens, index)
    form = _form(token.low, auxiliaries)
    negated = any(a in {"not", "never"} or a.endswith("n't") for a in auxiliaries)
    if token.low == base and not auxiliaries and not _takes_plural_verb(tokens, first):
        return None  # "a court document", "the state": no verb after a singular
    verb = verb or CueVerb(base, False, stance, frames)
    return Cue(verb, first, index, last, form, negated, frames, stance)


def _is_noun(tokens: Sequence[Token], index: int) -> bool:  # noqa: PLR0911  the first rule that fits
    if index == 0:
        return tokens[0].low in _NOUN_FORMS
    before = tokens[index - 1]
    if before.low in words("determiners") and before.low not in {
        "all",
        "both",
        "some",
        "many",
        "others",
        "that",
        "this",
    }:
        return True
    following = tokens[index + 1].low if index + 1 < len(tokens) else ""
    if tokens[index].low in _NOUN_FORMS and following in words("auxiliaries"):
        return True
    named = index > 1 and tokens[index - 2].capital  # "France 24 reports"
    if before.kind == "possessive" or (before.kind == "number" and not named):
        return tokens[index].low in _NOUN_FORMS or before.kind == "possessive"
    if tokens[index].low.endswith("ed") or tokens[index].low in {"said", "told", "wrote"}:
        return False
    if tokens[index].low in _NOUN_FORMS and before.low in _BEFORE_NOUN:
        return before.low != "to" or tokens[index].low.endswith("s")
    adjective = (
        before.kind == "word"
        and not before.capital
        and before.low.endswith(("ing", "ous", "ive", "ble", "ful", "ic", "ary", "less", "ed"))
    )
    return tokens[index].low in _NOUN_FORMS and adjective


_PAST_BASES = frozenset({"read", "forecast", "beg"})
_PLURALS = words("plural_subjects")


def _takes_plural_verb(tokens: Sequence[Token], first: int) -> bool:
    """Whether the word before a verb's base form can be its subject."""
    if first == 0 or tokens[first].low in _PAST_BASES:
        return tokens[first].low in _PAST_BASES
    before = tokens[first - 1]
    if before.kind != "word":
        return before.kind != "possessive"
    if before.low in _PLURALS or before.capital:
        return True
    return before.low.endswith("s") and not before.low.endswith("ss")


def _group_start(tokens: Sequence[Token], index: int) -> tuple[int, list[str]]:
    """Where the auxiliaries and adverbs before the verb begin, and what they are."""
    first = index
    seen: list[str] = []
    while first > 0:
        token = tokens[first - 1]
        low = token.low
        contraction = "'" in low and low.endswith(("n't", "'d", "'ll", "'ve"))
        if contraction and not low.endswith("n't"):
            seen.append("have")
            break
        auxiliary = low in words("auxiliaries") or contraction
        adverb = (
            low in words("adverbs")
            or low in {"all", "both", "each"}
            or (low.endswith("ly") and token.text[0].islower())
        )
        if token.capital and not auxiliary:
            break
        if low == "to" or auxiliary or adverb:
            seen.append(low)
            first -= 1
            continue
        break
    return first, seen


def _form(low: str, before: list[str]) -> Form:
    be = any(word in words("be_forms") for word in before)
    if low.endswith("ing"):
        return "finite" if be else "gerund"
    if "to" in before:
        return "infinitive"
    past = low.endswith("ed") or low in {
        "said",
        "told",
        "shown",
        "known",
        "written",
        "found",
        "thought",
        "understood",
        "felt",
        "seen",
        "held",
        "read",
    }
    if be and past and not (before and before[-1] == "been" and low == "been"):
        return "passive"
    return "finite"
