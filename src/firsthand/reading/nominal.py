"""Attribution without an attributing verb: "according to", "citing", "quoted X as saying", "the
claim that", "in the words of"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.clauses import CARRYING, SentenceView
from firsthand.reading.content import content_before
from firsthand.reading.content_spans import Content, quoted_span
from firsthand.reading.cues import MOST_CUES
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_before import phrase_before
from firsthand.reading.phrases_behind import phrase_after

_RULES = words("no_authorities")
_SURE = words("sure_adjectives")
_QUOTED = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing"})


def nominal_attributions(view: SentenceView) -> Iterator[Attribution]:
    """The attributions of one sentence that no attributing verb carries."""
    return islice(_all(view), MOST_CUES)


def _all(view: SentenceView) -> Iterator[Attribution]:
    for index, token in enumerate(view.tokens):
        if token.kind != "word":
            continue
        if token.low == "according" and view.low(index + 1) == "to":
            yield from _according_to(view, index, index + 2)
        elif token.low == "words" and view.low(index + 1) == "of" and view.low(index - 1) == "the":
            yield from _according_to(view, max(index - 2, 0), index + 2)
        elif token.low == "words" and view.low(index - 2) in {"in", "by"}:
            yield from _in_her_words(view, index)
        elif token.low in _SURE:
            yield from _is_sure(view, index)
        elif token.low in CARRYING and view.low(index + 1) in {"by", "in", "on"}:
            yield from _carried(view, index)
            if token.low in _QUOTED:
                yield from _quoted_as_saying(view, index)
        elif token.low in _QUOTED:
            yield from _quoted_as_saying(view, index)
        elif token.low in words("content_nouns"):
            yield from _noun_clause(view, index)


def _according_to(view: SentenceView, first: int, after: int) -> Iterator[Attribution]:
    subject = phrase_after(view.tokens, after, view.verbs)
    if subject is None or subject.core[-1].low in _RULES:
        return
    content = None
    opens = first == 0 or (view.low(first - 1) in {"and", "but", ";", "that"})
    if opens:
        content = _behind(view, subject)
    if content is None and first > 0:
        content = content_before(view, _sentence_part(view, first), first)
    if content is None:
        return
    for span, kind in content.spans:
        yield Attribution(
            subject, view.span(first, after), span, kind, Stance.ASSERTS, Pattern.ACCORDING_TO
        )


def _behind(view: SentenceView, subject: Phrase) -> Content | None:
    at = subject.last
    if view.low(at) == "(":
        at = view.skip_adjuncts(at)
    while at < view.end and view.low(at) != ",":
        if view.is_quotation(at):
            break
        at += 1
    if view.low(at) == "," and view.low(at + 1) in {"citing", "quoting", "which", "who"}:
        at += 1
        while at < view.end and view.low(at) != ",":
            at += 1
    first = at + 1 if view.low(at) == "," else at
    if first >= view.end:
        return None
    if view.is_quotation(first) and first + 1 >= view.end:
        spans = ((quoted_span(view, first), StatementKind.DIRECT),)
        return Content(spans, Pattern.ACCORDING_TO, first + 1)
    last = view.clause_end(first)
    if last - first < 2:
        return None
    kind = view.kind_between(first, last)
    return Content(((view.span(first, last), kind),), Pattern.ACCORDING_TO, last)


def _sentence_part(view: SentenceView, before: int) -> int:
    for index in range(before - 2, 0, -1):
        if view.low(index) == ";":
            return index + 1
    return 0


def _quoted_as_saying(view: SentenceView, index: int) -> Iterator[Attribution]:
    """ "The Post quoted X as saying …", "X was quoted as saying by Y", "…, citing X"."""
    tokens = view.tokens
    saying = _as_saying(view, index)
    if saying is None:
        if tokens[index].low in {"citing", "quoting"}:
            yield from _citing(view, index)
        return
    passive = any(view.low(i) in words("be_forms") for i in range(max(0, index - 3), index))
    if passive:
        start = index
        while start > 0 and view.low(start - 1) in words("auxiliaries", "adverbs"):
            start -= 1
        subject = phrase_before(tokens, start, view.verbs)
        via = _by(view, index + 1, saying) or _by(view, saying + 1, view.end)
    else:
        subject = phrase_after(tokens[: saying - 1], index + 1, view.verbs)
        via = phrase_before(tokens, index, view.verbs)
    if subject is None:
        return
    at = saying + 1
    if via is not None and passive and via.first > saying and via.first - 1 <= at:
        at = via.last
    at = view.skip_adjuncts(at)
    at += view.low(at) in {",", ":", "that"}
    if view.is_quotation(at):
        span, kind = quoted_span(view, at), StatementKind.DIRECT
    elif view.clause_end(at) - at >= 2:
        last = view.clause_end(at)
        span, kind = view.span(at, last), view.kind_between(at, last)
    elif view.is_quotation(0):
        span, kind = quoted_span(view, 0), StatementKind.DIRECT
    else:
        found = content_before(view, 0, subject.first) if passive else None
        if found is None:
            return
        span, kind = found.spans[0]
    yield Attribution(
        subject,
        view.span(index, saying + 1),
        span,
        kind,
        Stance.ASSERTS,
        Pattern.QUOTED_WITH_CUE if kind is StatementKind.DIRECT else Pattern.THAT_CLAUSE,
        via=via,
    )


def _as_saying(view: SentenceView, index: int) -> int | None:
    for at in range(index + 1, min(index + 22, len(view.tokens) - 1)):
        if view.low(at) == "as" and view.low(at + 1) in {"saying", "stating", "telling", "writing"}:
            return at + 1
    return None


def _by(view: SentenceView, first: int, last: int) -> Phrase | None:
    for at in range(first, min(last, first + 6)):
        if view.low(at) == "by":
            return phrase_after(view.tokens, at + 1, view.verbs)
    return None


def _citing(view: SentenceView, index: int) -> Iterator[Attribution]:
    """ "The Post reported the raid, citing two officials": they said what the Post reported."""
    subject = phrase_after(view.tokens, index + 1, view.verbs)
    if subject is None or view.low(index - 1) not in {",", "", "—", "–"}:
        return
    yield Attribution(
        subject,
        view.span(index, index + 1),
        view.span(index, index + 1),
        StatementKind.INDIRECT,
        Stance.ASSERTS,
        Pattern.CITING,
    )


def _carried(view: SentenceView, index: int) -> Iterator[Attribution]:
    """ "…, as quoted by Radio Tarn", "in remarks carried by state television": a further link."""
    before = view.low(index - 1)
    if before not in words("occasions", plus="as , was were"):
        return
    subject = phrase_after(view.tokens, index + 2, view.verbs)
    if subject is None or _as_saying(view, index) is not None:
        return
    cue = view.span(index, index + 1)
    yield Attribution(subject, cue, cue, StatementKind.INDIRECT, Stance.ASSERTS, Pattern.CARRIED)


def _noun_clause(view: SentenceView, index: int) -> Iterator[Attribution]:
    """ "Smith’s claim that …", "allegations that …"."""
    if view.low(index + 1) != "that" or index in view.verbs:
        return
    last = _end_of_noun_clause(view, index, view.clause_end(index + 2))
    if last - index < 3:
        return
    cue = view.span(index, index + 1)
    noun = view.low(index)
    owner = _owner(view, index)
    vague = noun in {
        "idea",
        "news",
        "notion",
        "impression",
        "report",
        "finding",
        "concern",
        "fact",
        "statement",
        "story",
        "view",
        "revelation",
        "opinion",
    }
    if owner is None and vague:
        return
    stance = Stance.ASSERTS
    if noun in {"belief", "fear", "fears", "hope", "hopes", "suspicion", "suspicions", "view"}:
        stance = Stance.BELIEVES
    elif noun in {"denial"}:
        stance = Stance.DENIES
    elif noun in {"doubt", "doubts"}:
        stance = Stance.DOUBTS
    elif noun in {"demand", "demands", "request"}:
        stance = Stance.DEMANDS
    yield Attribution(
        owner,
        cue,
        view.span(index + 2, last),
        view.kind_between(index + 2, last),
        stance,
        Pattern.NOUN_CLAUSE,
        thought=stance is Stance.BELIEVES,
    )


def _in_her_words(view: SentenceView, index: int) -> Iterator[Attribution]:
    """ "In her words, …", "by his words …" (of translations)."""
    owner = view.tokens[index - 1]
    if owner.low not in {"his", "her"}:
        return
    subject = Phrase((owner,), (), index - 1, index + 1)
    content = _behind(view, subject) if index <= 3 else None
    if content is None:
        return
    for span, kind in content.spans:
        yield Attribution(
            subject,
            view.span(index - 2, index + 1),
            span,
            kind,
            Stance.ASSERTS,
            Pattern.ACCORDING_TO,
        )


def _is_sure(view: SentenceView, index: int) -> Iterator[Attribution]:
    """ "She is sure that …": a report of thought."""
    at = index + 1 + (view.low(index + 1) == ",")
    start = index
    while start > 0 and view.low(start - 1) in words("auxiliaries", "adverbs"):
        start -= 1
    if view.low(at) != "that" or start == index:
        return
    subject = phrase_before(view.tokens, start, view.verbs)
    last = view.clause_end(at + 1)
    if subject is None or last - at < 3 or subject.core[0].low in words("empty_subjects"):
        return
    negated = any(view.low(i) in {"not", "n't", "never"} for i in range(start, index))
    doubtful = negated or view.low(index) in {"doubtful", "sceptical", "skeptical"}
    yield Attribution(
        subject,
        view.span(index, index + 1),
        view.span(at + 1, last),
        view.kind_between(at + 1, last),
        Stance.DOUBTS if doubtful else Stance.BELIEVES,
        Pattern.THAT_CLAUSE,
        thought=True,
    )


def _end_of_noun_clause(view: SentenceView, index: int, last: int) -> int:
    """ "Claims that the army fled are false": the sentence's own verb ends the content."""
    if index > 8 or any(i in view.verbs for i in range(index)):
        return last
    auxiliaries = [
        i
        for i in range(index + 4, last)
        if view.low(i) in {"is", "are", "was", "were", "could", "cannot", "has", "have"}
        and view.low(i - 1) not in {"that", "who", "which", "they", "it", "he", "she", "and"}
    ]
    if not auxiliaries:
        return last
    cut = auxiliaries[-1]
    own = range(index + 2, cut)
    verb = any(
        view.low(i) in words("auxiliaries") or view.low(i).endswith("ed") for i in own
    ) or any(view.low(i) in _PAST for i in own)
    return cut if verb or last - cut <= 3 else last


_PAST = words("irregular_past")


def _owner(view: SentenceView, index: int) -> Phrase | None:
    for at in range(index - 1, max(-1, index - 4), -1):
        if view.tokens[at].kind == "possessive":
            return phrase_before(view.tokens, at, view.verbs)
        if view.tokens[at].kind != "word":
            return None
    return None
