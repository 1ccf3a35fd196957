"""The subject of a cue that stands at the start of the sentence, a verb or more before the cue."""

from __future__ import annotations

from firsthand.reading.clauses import SentenceView
from firsthand.reading.cues import Cue
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import LONGEST_PHRASE, Phrase
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


def document_at_start(view: SentenceView, cue: Cue) -> Phrase | None:
    """ "Images released by the firm and reviewed by the Post show …": all before the verb."""
    earlier = any(other.head < cue.head for other in view.cues)
    if earlier or not 2 < cue.first <= LONGEST_PHRASE:
        return None
    marks = any(t.low in {",", ";", ":"} or t.kind == "quotation" for t in view.tokens[: cue.first])
    head = view.tokens[:4]
    nouns = [i for i, t in enumerate(head) if t.low in words("document_nouns")]
    if marks or not nouns or nouns[0] + 1 >= cue.first:
        return None
    if view.low(nouns[0] + 1) not in words("noun_participles", "prepositions"):
        return None
    return Phrase(view.tokens[: cue.first], (), 0, cue.first)
