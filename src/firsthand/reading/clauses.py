"""The clause around a cue: adjuncts to step over, and where content begins and ends.

`SentenceView` holds one sentence as tokens with its cues; its methods answer the questions that
every attribution rule asks. Token positions are indices into `tokens`.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import StatementKind
from firsthand.reading.cues import Cue, find_cues
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_before import phrase_before
from firsthand.reading.tokens import Token

_TERMINAL = frozenset({".", "!", "?", "…", "..", "...", "。", "！", "？"})
_JOINS_CLAUSES = frozenset({"and", "but", "while", "whereas", "though", "although", "as"})
_BETWEEN_COMMAS = words("prepositions", "adverbs", plus="speaking referring when citing quoting")
_NEVER_LAST = frozenset({",", ";", "—", "–", "and", "but", "who", "which"})
_OBJECTS = frozenset({"me", "him", "her", "us", "them", "you", "know", "sure", "clear"})
#: Participles before the outlet that passes words on.
CARRYING = frozenset(
    {"quoted", "cited", "reported", "carried", "relayed", "broadcast", "aired", "published"}
)
_CITING = frozenset({"citing", "quoting", "referring"})


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence: its tokens, its cues, and the subject phrase of each cue."""

    text: str
    tokens: tuple[Token, ...]
    cues: tuple[Cue, ...]
    verbs: frozenset[int]
    subjects: tuple[Phrase | None, ...]
    cuts: tuple[int, ...] = field(default=())
    insertions: tuple[tuple[int, int], ...] = field(default=())

    @property
    def end(self) -> int:
        """The position behind the last token that is not closing punctuation."""
        end = len(self.tokens)
        while end > 0 and self.tokens[end - 1].low in _TERMINAL:
            end -= 1
        return end

    def low(self, at: int) -> str:
        """The lower-case word at a position, empty outside the sentence."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def is_quotation(self, at: int) -> bool:
        """Whether a quotation stands at a position."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind == "quotation"

    def quotes_on(self, at: int) -> bool:
        """Whether the quotation at a position goes on with a sentence (a small first letter)."""
        quotation = self.tokens[at].quotation
        return quotation is not None and self.text[quotation.start : quotation.start + 1].islower()

    def span(self, first: int, last: int) -> Span:
        """The characters that tokens `first` to `last` cover."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def clause_end(self, start: int) -> int:
        """Where content that begins at `start` ends: before the next attribution, or the end."""
        end = self.end
        following = bisect.bisect_right(self.cuts, start)
        if following < len(self.cuts):
            end = min(end, self.cuts[following])
        for opening, closing in self.insertions:
            if opening < start < closing:
                end = min(end, closing)
        while end > start and self.low(end - 1) in _NEVER_LAST:
            end -= 1
        return end

    def kind_between(self, first: int, last: int) -> StatementKind:
        """Indirect, or mixed when a quotation of some weight is inside."""
        inside = any(t.kind == "quotation" for t in self.tokens[first:last])
        return StatementKind.MIXED if inside else StatementKind.INDIRECT

    def skip_adjuncts(self, at: int) -> int:
        """Step over what may stand between a cue and its content ("on Tuesday", "(2020)")."""
        for _ in range(6):
            after = self._skip_one(at)
            if after == at:
                return at
            at = after
        return at

    def _skip_one(self, at: int) -> int:  # noqa: PLR0911  the first rule that fits
        low = self.low(at)
        if low == "(":
            for index in range(at + 1, min(at + 20, len(self.tokens))):
                if self.low(index) == ")":
                    return index + 1
            return at
        if low in words("weekdays", plus="yesterday today"):
            return self._behind_time(at)
        if low in {"last", "this", "late", "early", "earlier"} and self.low(at + 1) in words(
            "time_words", "weekdays"
        ):
            return self._behind_time(at)
        if low in words("adverbs", minus="not now once") or (
            low.endswith("ly") and self.tokens[at].text[0].islower()
        ):
            return at + 1
        if low in words("prepositions") and (that := self._later_that(at)):
            return that
        if low in {"on", "in", "at", "during", "via", "through", "after", "to", "by", "from"}:
            return self._behind_prepositional(at)
        if low == "," and self._adjunct_between_commas(at):
            return self._adjunct_between_commas(at)
        return at

    def _later_that(self, at: int) -> int:
        """The "that" behind an adjunct, "said during a rally in the north that", or 0."""
        for index in range(at + 1, min(at + 14, len(self.tokens))):
            token = self.tokens[index]
            if token.low == "that":
                before = self.tokens[index - 1]
                return 0 if before.low in words("prepositions") else index
            if token.kind == "quotation" or token.low in {",", ":", "who", "which"}:
                return 0
            if index in self.verbs or token.low in words("auxiliaries"):
                return 0
        return 0

    def _behind_time(self, at: int) -> int:
        while at < len(self.tokens) and (
            self.low(at) in words("time_words", "weekdays", plus="last this")
            or self.tokens[at].kind == "number"
        ):
            at += 1
        return at

    def _behind_prepositional(self, at: int) -> int:
        occasions = words("occasions", "time_words", "weekdays")
        for index in range(at + 1, min(at + 8, len(self.tokens))):
            token = self.tokens[index]
            occasion = token.low in occasions and self.low(at) != "to"
            if occasion or (index == at + 1 and token.kind == "number"):
                behind = index + 1
                while self.low(behind) in {"page", "account", "channel", "post", "feed", "station"}:
                    behind += 1
                return self._behind_occasion(behind)
            if self.low(at) == "to" and token.low in {"reporters", "journalists", "lawmakers"}:
                return index + 1
            if token.kind not in {"word", "possessive"} or token.low in words("auxiliaries"):
                return at
            if index in self.verbs or token.low in {"that", "who", "which"}:
                return at
        return at

    def _behind_occasion(self, at: int) -> int:
        """Behind "statement to the press on Monday": up to a comma, a mark, or "that"."""
        at = self._behind_time(at)
        if self.low(at) not in {"with", "to", "of", "by", "from", "in", "at", "on", "after", "for"}:
            return at
        for index in range(at, min(at + 12, len(self.tokens))):
            token = self.tokens[index]
            if token.low in {",", ":", "that"} or token.kind == "quotation":
                return index
            if index in self.verbs or token.low in words("auxiliaries"):
                return at
        return at

    def _adjunct_between_commas(self, at: int) -> int:
        after = at + 1
        low = self.low(after)
        if low not in _BETWEEN_COMMAS:
            return 0
        for index in range(after, min(after + 16, len(self.tokens))):
            if self.low(index) == ",":
                following = self.low(index + 1)
                if self.is_quotation(index + 1) or following == "that":
                    return index + (0 if self.is_quotation(index + 1) else 1)
                return 0
            if self.is_quotation(index) or index in self.verbs:
                return 0
        return 0


def view(text: str, tokens: Sequence[Token]) -> SentenceView:
    """Read the cues and subjects of one sentence."""
    tokens = tuple(tokens)
    cues = find_cues(tokens)
    verbs = frozenset(i for cue in cues for i in range(cue.head, cue.last))
    subjects = tuple(_subject(tokens, cue, verbs) for cue in cues)
    cuts = _cuts(tokens, cues, subjects)
    insertions = tuple(
        (s.first + len(s.core), s.last - 1) for s in subjects if s is not None and s.aside
    )
    return SentenceView(text, tokens, cues, verbs, subjects, cuts, insertions)


def _subject(tokens: tuple[Token, ...], cue: Cue, verbs: frozenset[int]) -> Phrase | None:
    at = cue.first
    if at == 0 or cue.form in {"infinitive", "gerund"}:
        return None
    before = tokens[at - 1].low
    if before in {"who", "which", "that"}:
        if before == "that" and (at < 2 or tokens[at - 2].capital):
            return None
        at -= 1
        if at > 0 and tokens[at - 1].low == ",":
            at -= 1
        if at == 0 or tokens[at - 1].low in _OBJECTS:
            return None  # "tell me who said it": a question
        return phrase_before(tokens, at, verbs)
    if before in {"and", "but", "or", "to"}:
        return None
    return phrase_before(tokens, at, verbs)


def _trails(tokens: tuple[Token, ...], cue: Cue) -> bool:
    """Whether no content follows a cue: "…, prosecutors told the court on Thursday."."""
    if not cue.frames & {"p", "a"} or cue.form != "finite":
        return False
    for token in tokens[cue.last : cue.last + 12]:
        if token.low in _TERMINAL | {",", ";"}:
            return True
        if token.kind == "quotation" or token.low in words("auxiliaries", plus="that :"):
            return False
        if token.low in words("pronouns") or token.low.endswith("ed"):
            return False
    return len(tokens) <= cue.last + 12


def _comma_inside(tokens: tuple[Token, ...], at: int) -> bool:
    quotation = tokens[at].quotation if at >= 0 else None
    return quotation is not None and quotation.last_mark_inside


def _new_clause(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the writer goes on with a clause of her own behind ", but"."""
    first = tokens[at] if at < len(tokens) else None
    return first is not None and (first.low in {"the", "there", "it"} or first.capital)


def _before_carried(tokens: tuple[Token, ...], at: int) -> list[int]:
    """Where content ends before ", as quoted by …" and "in remarks carried by …"."""
    if tokens[at + 1].low not in {"by", "in", "on"} or at < 2:
        return []
    if tokens[at - 1].low == "as":
        return [at - 2 if tokens[at - 2].low == "," else at - 1]
    if tokens[at - 1].low not in words("occasions"):
        return []
    for index in range(at - 2, max(0, at - 6), -1):
        if tokens[index].low in {"in", "during", "at"}:
            return [index - 1 if tokens[index - 1].low == "," else index]
    return []


def _cuts(
    tokens: tuple[Token, ...], cues: tuple[Cue, ...], subjects: tuple[Phrase | None, ...]
) -> tuple[int, ...]:
    found = []
    for cue, subject in zip(cues, subjects, strict=True):
        at = subject.first if subject is not None else cue.first
        before = tokens[at - 1].low if at > 0 else ""
        comma = at > 1 and tokens[at - 2].low == ","
        if cue.form == "gerund":
            if before == "," or _comma_inside(tokens, at - 1):
                found.append(at - 1 if before == "," else at)
        elif before in {";", "—", "–"} or (
            before == "," and subject is not None and _trails(tokens, cue)
        ):
            found.append(at - 1)
        elif (
            before in _JOINS_CLAUSES
            and cue.form == "finite"
            and (subject is None or comma or before in {"while", "whereas", "but"})
        ):
            found.append(at - 2 if comma else at - 1)
    for index, token in enumerate(tokens):
        follows_comma = index > 0 and tokens[index - 1].low == ","
        new_clause = token.low == "but" and _new_clause(tokens, index + 1)
        if follows_comma and (token.low in _CITING or new_clause):
            found.append(index - 1)
        elif token.low == "according" and index + 1 < len(tokens) and tokens[index + 1].low == "to":
            found.append(index - 1 if follows_comma else index)
        elif token.low in CARRYING and index + 1 < len(tokens):
            found.extend(_before_carried(tokens, index))
    return tuple(sorted(c for c in found if c > 0))
