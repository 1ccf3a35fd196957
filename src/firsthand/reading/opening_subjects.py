"""The subject of a cue that stands at the start of the sentence, a verb or more before the cue."""

from __future__ import annotations

from firsthand.reading.clauses import SentenceView
from firsthand.reading.cues import Cue
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_behind import phrase_after


def opening_subject(view: SentenceView, cue: Cue) -> Phrase | None:
    """The subject that a later verb shares: "A woman came to the wire and shouted that …"."""
    start = 0
    if view.low(0) in words("prepositions", plus="asked when after as while"):
        commas = [i for i in range(min(20, cue.first)) if view.low(i) == ","]
        if not commas:
            return None
        start = commas[0] + 1
    phrase = phrase_after(view.tokens, view.skip_adjuncts(start), view.verbs)
    if phrase is None or phrase.last >= cue.first:
        return None
    core = phrase.core
    for index, token in enumerate(core[1:], start=1):
        if token.low in words("irregular_past") and core[index - 1].kind == "word":
            core = core[:index]  # "A woman | came to the wire and shouted that …"
            phrase = Phrase(core, (), phrase.first, phrase.first + index)
            break
    named = any(t.capital for t in core[1:]) or core[0].low in words("pronouns")
    people = any(t.low in words("people", "organisation_nouns") for t in core)
    clean = not any(
        t.low.endswith(("ed", "ing")) or t.low in cue.frames for t in core[1:] if not t.capital
    )
    return phrase if (named or people) and clean else None
