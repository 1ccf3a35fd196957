"""Where the content of a cue stands: behind it, before it, or on both sides."""

from __future__ import annotations

from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.attributions import Pattern
from firsthand.reading.clauses import SentenceView
from firsthand.reading.content_spans import (
    Content,
    clause_content,
    quotation_content,
    quoted_span,
)
from firsthand.reading.cues import Cue
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_behind import phrase_after

_FIRST_PERSON = words("first_person")
_DECLINED = words("declined_acts")
#: Who "could not verify" something has neither said nor declined to say it.
_ABILITIES = frozenset({"verify", "establish", "determine", "find", "prove", "show", "demonstrate"})
_GOES_ON_BEHIND_NAME = words("prepositions", "people", "outlet_nouns")
_ASKS_HOW = frozenset(
    {"ask", "know", "explain", "inquire", "describe", "recount", "recall", "remember", "reveal"}
)
_NOTHING = frozenset({"nothing", "little", "so", "much", "it", "goodbye", "yes", "no", "something"})


def content_after(view: SentenceView, cue: Cue, start: int) -> Content | None:
    """The content that follows a cue, in the first frame of the cue that fits."""
    if cue.negated and cue.stance is Stance.ASSERTS and not cue.verb.thought:
        return _unsaid(view, cue)
    at = view.skip_adjuncts(start)
    return _quoted(view, cue, at) or _framed(view, cue, at)


def _framed(view: SentenceView, cue: Cue, at: int) -> Content | None:  # noqa: C901, PLR0911  the first rule that fits
    frames = cue.frames
    low = view.low(at)
    if low == "," and view.low(at + 1) == "that" and frames & {"t", "s"}:
        return clause_content(view, at + 2, Pattern.THAT_CLAUSE)  # a comma of translations
    if at >= view.end or (view.tokens[at].kind == "mark" and low not in {"$", "€", "£", "@", "#"}):
        return None
    pronoun = view.low(at + 1) in words("subject_pronouns")
    if low == "that" and "o" in frames and not pronoun and view.clause_end(at) - at <= 3:
        return clause_content(view, at, Pattern.OBJECT)  # "doubts that account"
    if low == "that" and frames & {"t", "s"}:
        return clause_content(view, at + 1, Pattern.THAT_CLAUSE)
    if low in {"whether", "if", "why", "how", "what", "who", "when", "where"}:
        fits = bool(frames & {"w", "s"}) or cue.verb.lemma in _ASKS_HOW
        return clause_content(view, at, Pattern.THAT_CLAUSE) if fits else None
    if "a" in frames and (found := _addressee(view, cue, at)) is not None:
        return found
    if "i" in frames and (found := _infinitive(view, cue, at)) is not None:
        return found
    if "f" in frames and (found := _accusation(view, at)) is not None:
        return found
    if "s" in frames and _begins_clause(view, at) and ("a" not in frames or _has_verb(view, at)):
        return clause_content(view, at, Pattern.BARE_CLAUSE)
    if "o" in frames:
        return _object(view, cue, at)
    if "n" in frames and _names_object(view, at):
        return clause_content(view, at, Pattern.OBJECT)
    if "n" in frames and any(t.kind == "quotation" for t in view.tokens[at : at + 14]):
        return clause_content(view, at, Pattern.MIXED_CLAUSE)
    return None


def _quoted(view: SentenceView, cue: Cue, at: int) -> Content | None:
    if view.low(at) == ":" and cue.frames & {"q", "n", "o"}:
        return _behind_colon(view, at + 1)
    if "q" in cue.frames and (colon := _later_colon(view, at)) is not None:
        return _behind_colon(view, colon + 1)
    comma = view.low(at) == ","
    first = at + 1 if comma else at
    if view.is_quotation(first) and cue.frames & {"q", "s", "t", "n"}:
        return quotation_content(view, first, Pattern.QUOTED_WITH_CUE, comma=comma)
    if comma and "q" in cue.frames and _opens_speech(view, cue, first):
        # speech without its quotation marks: "the general uttered, I can provide evidence"
        span = view.span(first, view.end)
        return Content(((span, StatementKind.DIRECT),), Pattern.UNQUOTED_SPEECH, view.end)
    return None


def _opens_speech(view: SentenceView, cue: Cue, first: int) -> bool:
    """Whether a capital behind the comma shows that speech begins without its marks."""
    low = view.low(first)
    if low in _FIRST_PERSON:
        return True
    if first + 2 >= view.end or not view.tokens[first].capital or view.tokens[first].text.isupper():
        return False
    return cue.verb.lemma == "utter" or low in words("speech_openers")


def _later_colon(view: SentenceView, at: int) -> int | None:
    """A colon before a quotation a few words on: "wrote on her page: “…”"."""
    for index in range(at, min(at + 18, view.end - 1)):
        if view.low(index) == ":":
            return index if view.is_quotation(index + 1) else None
        if view.is_quotation(index) or index in view.verbs or view.low(index) == "that":
            return None
    return None


def _behind_colon(view: SentenceView, first: int) -> Content | None:
    if view.is_quotation(first):
        return quotation_content(view, first, Pattern.QUOTED_WITH_CUE, comma=True)
    if view.end - first < 2:
        return None
    kind = view.kind_between(first, view.end)
    if view.low(first) in _FIRST_PERSON:
        kind = StatementKind.DIRECT
    return Content(((view.span(first, view.end), kind),), Pattern.COLON, view.end)


def _begins_clause(view: SentenceView, at: int) -> bool:
    token = view.tokens[at]
    low = token.low
    if view.end - at < (2 if low in words("pronouns") else 3):
        return False
    if low in _NOTHING - {"it"} and view.low(at + 1) not in words(
        "auxiliaries", plus="'s one longer"
    ):
        return low == "no" and view.end - at > 3
    if low in {"me", "him", "us", "them"}:
        return False  # "wrote me a receipt"
    if low in words("prepositions", minus="about over in at under during between"):
        return False
    if low in {"in", "at", "under", "during"} and not (
        _comma_soon(view, at) and _has_verb(view, at)
    ):
        return False
    return low not in {"and", "or", "but", "than", "as", "because", "so", "to", "when", "while"}


def _names_object(view: SentenceView, at: int) -> bool:
    """ "called them criminals", "calling the plan a disaster": an object and what it is called."""
    if view.low(at) in {"them", "him", "her", "it", "us", "himself", "herself"}:
        return view.end - at >= 2 and view.low(at + 1) not in words("prepositions", plus="and ,")
    if view.low(at) not in {"the", "his", "her", "their", "this", "that", "its"}:
        return False
    return any(view.low(i) in {"a", "an"} for i in range(at + 2, min(at + 8, view.end)))


def _comma_soon(view: SentenceView, at: int) -> bool:
    return any(view.low(i) == "," for i in range(at, min(at + 10, view.end)))


def _addressee(view: SentenceView, cue: Cue, at: int) -> Content | None:  # noqa: PLR0911  the first rule that fits
    at += view.low(at) == "to"
    phrase = phrase_after(view.tokens, at, view.verbs)
    if phrase is None:
        return None
    for index in range(at + 1, min(at + 16, view.end)):
        token = view.tokens[index]
        if token.low == "that":
            found = clause_content(view, index + 1, Pattern.THAT_CLAUSE)
            return _with_via(found, _cut(phrase, min(index, phrase.first + len(phrase.core))))
        if token.low == "," and view.low(index + 1) == "that":
            continue
        if token.low in words("auxiliaries", plus=", :") or token.kind == "quotation":
            break
        if index in view.verbs:
            break
    behind = phrase.first + len(phrase.core)
    for last in _addressee_ends(view, phrase, behind):
        after = view.skip_adjuncts(last)
        quoted = _quoted(view, cue, after)
        if quoted is not None:
            return Content(quoted.spans, quoted.pattern, quoted.last, via=_cut(phrase, last))
        low = view.low(after)
        if low in {"that", "whether", "how", "why", "what"}:
            found = clause_content(view, after + (low == "that"), Pattern.THAT_CLAUSE)
            return _with_via(found, _cut(phrase, last))
        if low == "to" and after + 2 < view.end:
            found = clause_content(view, after, Pattern.INFINITIVE)
            found = _with_via(found, _cut(phrase, last))
            return found and Content(
                found.spans, found.pattern, found.last, Stance.DEMANDS, found.via
            )
        if last < view.end and low not in {",", "about", "of"} and _begins_clause(view, after):
            return _with_via(clause_content(view, after, Pattern.ADDRESSEE), _cut(phrase, last))
    return None


def _addressee_ends(view: SentenceView, phrase: Phrase, behind: int) -> tuple[int, ...]:
    """Where an addressee may end: before a pronoun or article, at a change of case, or whole."""
    tokens = view.tokens
    first = phrase.first
    if tokens[first].low in words(
        "pronouns", plus="reporters journalists lawmakers me him them us her police"
    ):
        return (first + 1,)
    for index in range(first + 1, behind):
        low = tokens[index].low
        if low in words("determiners") and tokens[index - 1].low not in words("prepositions"):
            return (index,)
        falls = tokens[index - 1].capital and not tokens[index].capital
        if falls and tokens[index].kind == "word" and low not in _GOES_ON_BEHIND_NAME:
            return (index,)
    return (behind,)


def _cut(phrase: Phrase, last: int) -> Phrase:
    return Phrase(phrase.core[: max(1, last - phrase.first)], (), phrase.first, last)


def _with_via(content: Content | None, via: Phrase) -> Content | None:
    if content is None:
        return None
    return Content(content.spans, content.pattern, content.last, content.stance, via)


def _infinitive(view: SentenceView, cue: Cue, at: int) -> Content | None:
    if view.low(at) == "to" and at + 1 < view.end:
        if cue.stance is Stance.DECLINES and view.low(at + 1) not in _DECLINED:
            return None
        pattern = Pattern.DECLINED if cue.stance is Stance.DECLINES else Pattern.INFINITIVE
        return clause_content(view, at, pattern)
    if cue.stance is Stance.DECLINES:
        return None
    for index in range(at + 1, min(at + 14, view.end - 1)):
        if view.low(index) == "to" and view.tokens[index + 1].kind == "word":
            if view.tokens[index + 1].text[0].isupper() or view.low(index + 1) in words(
                "determiners"
            ):
                continue
            found = clause_content(view, at, Pattern.INFINITIVE)
            stance = Stance.DEMANDS if cue.verb.lemma == "ask" else None
            return found and Content(found.spans, found.pattern, found.last, stance)
        if view.low(index) in {",", ";", ":", "that"} or index in view.verbs:
            return None
    return None


def _accusation(view: SentenceView, at: int) -> Content | None:
    for index in range(at + 1, min(at + 24, view.end)):
        if view.low(index) == "of" and view.low(index + 1).endswith("ing"):
            return clause_content(view, index + 1, Pattern.OBJECT, shortest=1)
    for index in range(at + 1, min(at + 12, view.end)):
        if view.low(index) == "of":
            return clause_content(view, index + 1, Pattern.OBJECT, shortest=1)
    return None


def _object(view: SentenceView, cue: Cue, at: int) -> Content | None:
    if view.is_quotation(at):
        return quotation_content(view, at, Pattern.OBJECT)
    if view.low(at) in {"to", "and", "as", "by"}:
        return _express_to(view, at)
    pattern = Pattern.SHOWN if cue.verb.lemma in {"show", "find", "prove"} else Pattern.OBJECT
    return clause_content(view, at, pattern, shortest=1)


def _has_verb(view: SentenceView, at: int) -> bool:
    """Whether a finite verb follows: "warned prices would rise", not "warned the mayor"."""
    for index in range(at, view.clause_end(at)):
        token = view.tokens[index]
        if token.low in words("auxiliaries") or (index in view.verbs and index > at):
            return True
        if index > at + 1 and token.low.endswith("ed") and not token.capital:
            return True
    return False


def _express_to(view: SentenceView, at: int) -> Content | None:
    """ "expressed to the envoy, “…”": step over the addressee to a quotation."""
    if view.low(at) != "to":
        return None
    for index in range(at + 1, min(at + 16, len(view.tokens))):
        if view.is_quotation(index):
            comma = view.low(index - 1) in {",", ":"}
            return quotation_content(view, index, Pattern.QUOTED_WITH_CUE, comma=comma)
        if index in view.verbs:
            return None
    return None


def _unsaid(view: SentenceView, cue: Cue) -> Content | None:
    """ "did not say whether …": no statement was made, and that is worth keeping."""
    if not cue.frames & {"s", "t", "q"} or cue.verb.lemma in _ABILITIES:
        return None
    at = view.skip_adjuncts(cue.last)
    low = view.low(at)
    if low == "to" and cue.verb.lemma in {"respond", "reply"}:
        return _declining(clause_content(view, at, Pattern.DECLINED))
    if low in {"that", "whether", "if", "how", "why", "what", "who", "when", "where"}:
        return _declining(clause_content(view, at + (low == "that"), Pattern.DECLINED))
    if cue.verb.lemma == "comment" and at > 0:
        return _declining(clause_content(view, cue.head, Pattern.DECLINED))
    return None


def _declining(found: Content | None) -> Content | None:
    return found and Content(found.spans, found.pattern, found.last, Stance.DECLINES)


def content_before(view: SentenceView, first: int, last: int) -> Content | None:
    """The content in tokens `first` to `last`, in front of a trailing cue."""
    while last > first and view.low(last - 1) in {",", "—", "–", "-", "as"}:
        last -= 1
    while first < last and view.low(first) in {",", ";", "—", "–", "and", "but", "•", "-"}:
        first += 1
    if first >= last:
        return None
    quotations = [i for i in range(first, last) if view.is_quotation(i)]
    others = sum(view.tokens[i].kind in {"word", "number"} for i in range(first, last))
    if quotations and others <= 1:
        spans = tuple((quoted_span(view, i), StatementKind.DIRECT) for i in quotations)
        return Content(spans, Pattern.QUOTED_WITH_CUE, last)
    if others + len(quotations) < 2:
        return None
    kind = StatementKind.MIXED if quotations else StatementKind.INDIRECT
    return Content(((view.span(first, last), kind),), Pattern.TRAILING_CUE, last)
