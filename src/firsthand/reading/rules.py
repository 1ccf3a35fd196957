"""The attribution rules of one sentence, cue by cue, left to right."""

from __future__ import annotations

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.attributions import Attribution, Pattern
from firsthand.reading.clauses import SentenceView
from firsthand.reading.content import content_after, content_before
from firsthand.reading.content_spans import Content, quoted_span
from firsthand.reading.cues import Cue
from firsthand.reading.lexicon import words
from firsthand.reading.opening_subjects import document_at_start, opening_subject
from firsthand.reading.phrases import Phrase
from firsthand.reading.phrases_before import phrase_before
from firsthand.reading.phrases_behind import phrase_after
from firsthand.reading.requests import asks_for_anonymity, says_nothing
from firsthand.reading.unlisted_cues import unlisted_cue

_BEFORE_INVERTED = frozenset({",", "—", "–", "―", "--", "-", "?", "!", "…", "..."})
_DASHES = frozenset({"—", "–", "―", "--", "-"})
_BEFORE_TRAILING = frozenset({",", "—", "–", "―", "--", "-", "…", "...", "?", "!", "as"})


class SentenceRules:
    """Finds the attributions of one sentence."""

    def __init__(self, view: SentenceView) -> None:
        self.view = view
        self.used = 0  # behind the last attribution whose words cannot be content again
        self.last_subject: Phrase | None = None
        self.found: list[Attribution] = []

    def read(self) -> list[Attribution]:
        """All attributions by verbs, then, where there is none, by unknown verbs."""
        for cue, subject in zip(self.view.cues, self.view.subjects, strict=True):
            self._read_cue(cue, subject)
        if not self.found:
            self.found.extend(unlisted_cue(self.view))
        return self.found

    def _read_cue(self, cue: Cue, subject: Phrase | None) -> None:
        if cue.form == "passive":
            self._passive(cue, subject)
            return
        if cue.form == "infinitive" and cue.verb.lemma == "show":
            subject = self._appearing(cue)
            if subject is not None:
                self._leading(cue, subject, shared=False)
            return
        nobody = subject is not None and says_nothing(self.view, cue, subject)
        if cue.form == "infinitive" or nobody or asks_for_anonymity(self.view, cue):
            return
        if subject is None and self._inverted(cue):
            return
        if subject is None:
            shared_subject = self._shared_subject(cue)
            if shared_subject is not None:
                self._leading(cue, shared_subject, shared=True)
        elif not self._trailing(cue, subject):
            self._leading(cue, subject, shared=False)

    def _appearing(self, cue: Cue) -> Phrase | None:
        """The subject of "the video appears to show …"."""
        view = self.view
        at = cue.first - (view.low(cue.first) != "to")
        if view.low(at - 1) not in words("seeming"):
            return None
        return phrase_before(view.tokens, at - 1, view.verbs)

    def _leading(self, cue: Cue, subject: Phrase, *, shared: bool) -> None:
        """The content behind the cue."""
        if cue.verb.lemma in {"hear", "learn"} and self._heard_from(cue, subject):
            return
        content = content_after(self.view, cue, cue.last)
        if content is None:
            return
        if self._is_footage_verb(cue, subject):
            document = document_at_start(self.view, cue)
            if document is None:
                return
            subject = document
        if shared:
            content = Content(
                content.spans, Pattern.SHARED_SUBJECT, content.last, content.stance, content.via
            )
        self._keep(cue, subject, content)

    def _is_footage_verb(self, cue: Cue, subject: Phrase) -> bool:
        """ "shows" attributes to documents and footage only; "found" to no lone person."""
        if cue.verb.lemma not in {"show", "find", "prove", "demonstrate"}:
            return False
        return not any(t.low in words("document_nouns", "organisation_nouns") for t in subject.core)

    def _keep(
        self, cue: Cue, subject: Phrase | None, content: Content, *, spoken: bool = False
    ) -> None:
        view = self.view
        for span, kind in content.spans:
            if span.start >= span.end:
                continue
            self.found.append(
                Attribution(
                    phrase=subject,
                    cue=view.span(cue.head, cue.last),
                    content=span,
                    kind=kind,
                    stance=self._stance(cue, content),
                    pattern=content.pattern,
                    via=content.via,
                    thought=cue.verb.thought and not spoken,
                )
            )
        self.last_subject = subject or self.last_subject

    def _stance(self, cue: Cue, content: Content) -> Stance:
        if content.stance is not None:
            return content.stance
        if cue.negated and cue.stance is Stance.BELIEVES:
            return Stance.DOUBTS
        if cue.negated and cue.stance in {Stance.DENIES, Stance.DOUBTS}:
            return Stance.ASSERTS
        return cue.stance

    # -- content before the cue -------------------------------------------------------------

    def _trailing(self, cue: Cue, subject: Phrase) -> bool:
        """ "…, she said", "“…” she said, “…”", "As she said, …"."""
        view = self.view
        before = subject.first - 1
        if before < 0 or not cue.frames & {"p", "q"}:
            return False
        if view.low(before) == "as" and before <= 1:
            return self._as_she_said(cue, subject)
        if view.low(before) not in _BEFORE_TRAILING and not view.is_quotation(before):
            return False
        if not self._content_may_precede(cue, before):
            return False
        content = content_before(view, self._left_edge(before), before + 1)
        relative = view.low(before - 1) in {"who", "which", "that"}
        if content is None or relative:  # "the man who, prosecutors say, ordered it"
            return self._after_opening_word(cue, subject, anywhere=relative)
        content = self._interrupted(content, cue.last)
        if "a" in cue.frames:
            via = phrase_after(view.tokens, view.skip_adjuncts(cue.last), view.verbs)
            content = Content(content.spans, content.pattern, content.last, content.stance, via)
        self._keep(cue, subject, content)
        self._continuation(cue, subject, cue.last)
        self.used = cue.last
        return True

    def _after_opening_word(self, cue: Cue, subject: Phrase, *, anywhere: bool) -> bool:
        """ "But, she added, the raid …": only a conjunction stands before."""
        view = self.view
        at = view.skip_adjuncts(cue.last)
        if (subject.first > 3 and not anywhere) or view.low(at) != "," or view.is_quotation(at + 1):
            return False
        first, last = at + 1, view.clause_end(at + 1)
        if last - first < 3 - anywhere:
            return False
        spans = ((view.span(first, last), view.kind_between(first, last)),)
        self._keep(cue, subject, Content(spans, Pattern.TRAILING_CUE, last))
        return True

    def _content_may_precede(self, cue: Cue, before: int) -> bool:
        """Whether nothing that follows can be the content instead."""
        view = self.view
        if view.is_quotation(before) or view.is_quotation(before - 1):
            after = view.skip_adjuncts(cue.last)
            return view.low(after) != "that" and not (
                content_after(view, cue, cue.last) is not None
                and view.low(before) == ","
                and not view.is_quotation(after + 1)
                and view.low(after) != ":"
                and not view.is_quotation(before - 1)
            )
        if "p" not in cue.frames:
            return False
        after = self._behind_addressee(cue)
        if view.low(after) in {",", ":"} and view.is_quotation(after + 1):
            return self._clause_before(before) and view.quotes_on(after + 1)
        return after >= view.end or view.low(after) in {",", ";", "—", "–"}

    def _behind_addressee(self, cue: Cue) -> int:
        """Where the words behind a cue go on: "told the paper on Monday" is stepped over."""
        view = self.view
        after = view.skip_adjuncts(cue.last)
        if "a" in cue.frames:
            addressee = phrase_after(view.tokens, after, view.verbs)
            if addressee is not None:
                after = view.skip_adjuncts(addressee.first + len(addressee.core))
        return after

    def _clause_before(self, before: int) -> bool:
        """Whether more than an adjunct ("In the last war,") stands before a trailing cue."""
        first = self._left_edge(before)
        adjunct = self.view.low(first) in words("prepositions", "adverbs", plus="asked")
        return before - first >= 5 and not adjunct

    def _left_edge(self, before: int) -> int:
        """Where content before a trailing cue may begin: behind the last one, or the start."""
        edge = self.used
        for index in range(before - 1, edge, -1):
            if self.view.low(index) == ";":
                return index + 1
        return edge

    def _as_she_said(self, cue: Cue, subject: Phrase, last: int | None = None) -> bool:
        view = self.view
        at = view.skip_adjuncts(cue.last if last is None else last)
        if view.low(at) != ",":
            return False
        first, last = at + 1, view.clause_end(at + 1)
        if last - first < 2:
            return False
        if view.is_quotation(first) and last - first == 1:
            spans = ((quoted_span(view, first), StatementKind.DIRECT),)
        else:
            spans = ((view.span(first, last), view.kind_between(first, last)),)
        self._keep(cue, subject, Content(spans, Pattern.TRAILING_CUE, last))
        return True

    def _interrupted(self, content: Content, last: int) -> Content:
        """ "The raid, she said, was planned": the content goes on behind the cue."""
        view = self.view
        if content.pattern is not Pattern.TRAILING_CUE or len(content.spans) != 1:
            return content
        at = view.skip_adjuncts(last)
        following = view.low(at + 1)
        if view.low(at) != "," or view.is_quotation(at + 1) or at + 2 >= view.end:
            return content
        if following in {"who", "while", "as", "after", "and", "but", "citing", "which", "when"}:
            return content
        if (following.endswith("ing") and following != "including") or following in {
            "according",
            "referring",
        }:
            return content
        span, _ = content.spans[0]
        first = next(i for i, t in enumerate(view.tokens) if t.start >= span.start)
        end = view.clause_end(at + 1)
        kind = view.kind_between(first, end)
        whole = view.span(first, end)
        return Content(((whole, kind),), content.pattern, end)

    def _continuation(self, cue: Cue, subject: Phrase | None, last: int) -> None:
        """ "“…,” she said, “…”": the quotation goes on behind the cue."""
        view = self.view
        for index in range(last, min(last + 14, len(view.tokens))):
            if view.is_quotation(index):
                if view.low(index - 1) in {",", ":", "—", "–", ";", ".", "…", "..."}:
                    spans = ((quoted_span(view, index), StatementKind.DIRECT),)
                    self._keep(cue, subject, Content(spans, Pattern.QUOTED_WITH_CUE, index + 1))
                    self.used = index + 1
                return
            if index in view.verbs and not view.low(index).endswith("ing"):
                return

    def _inverted(self, cue: Cue) -> bool:  # noqa: PLR0911  the first rule that fits
        """ "“…,” said the colonel", "…, according to": the subject stands behind the verb."""
        view = self.view
        before = cue.first - 1
        quoted_behind = any(
            view.is_quotation(i) for i in range(cue.last, min(cue.last + 24, view.end))
        )
        at_start = cue.first == 0 and quoted_behind
        if view.low(before) == "as" and before == 0 and cue.form == "finite":
            subject = phrase_after(view.tokens, cue.last, view.verbs)
            return subject is not None and self._as_she_said(cue, subject, subject.last)
        if "p" not in cue.frames or cue.form != "finite" or cue.verb.lemma == "show":
            return False
        if cue.verb.lemma == "tell" and not (view.low(before) in _DASHES and cue.first > 1):
            return False  # "“…” told the Post", but "“…”, – tells the father"
        if self._is_named_by_quotation(before):
            return False
        if not at_start and not (view.is_quotation(before) or view.low(before) in _BEFORE_INVERTED):
            return False
        subject = phrase_after(view.tokens, cue.last, view.verbs)
        if subject is None or subject.core[0].low in {"that", "it", "there"}:
            return False
        if view.low(subject.last) in words("auxiliaries", plus="that"):
            return False
        content = None if at_start else content_before(view, self._left_edge(before), before + 1)
        if content is not None:
            self._keep(cue, subject, content)
        elif not at_start:
            return False
        self._continuation(cue, subject, subject.last)
        self.used = max(self.used, subject.last)
        return True

    def _is_named_by_quotation(self, at: int) -> bool:
        """Whether the quotation at a position is a part of a phrase: the film “Winter” told …"""
        quotation = self.view.tokens[at].quotation if at > 0 else None
        if quotation is None or quotation.last_mark_inside:
            return False
        return self.view.tokens[at - 1].kind == "word"

    # -- subjects that stand elsewhere ------------------------------------------------------

    def _shared_subject(self, cue: Cue) -> Phrase | None:
        """The subject of "and said …", ", adding that …": that of the clause before."""
        view = self.view
        before = view.low(cue.first - 1)
        if cue.form == "gerund":
            if before not in {
                ",",
                "and",
                "before",
                "after",
                "by",
                "while",
            } and not view.is_quotation(cue.first - 1):
                return None
        elif before not in {"and", "but", "then", ","} or not (
            cue.frames & {"t", "o"} or cue.stance in {Stance.DECLINES, Stance.DEMANDS}
        ):
            return None
        if before == "," and cue.verb.lemma in {"ask", "contradict"}:
            return None  # "the ministry, asked for a comment, sent …", ", contradicting her report"
        if self.last_subject is not None:
            return self.last_subject
        return opening_subject(view, cue)

    def _passive(self, cue: Cue, subject: Phrase | None) -> None:
        """ "it is alleged that …", "the men are believed to have …": nobody is named."""
        view = self.view
        if cue.verb.lemma == "tell" and view.low(cue.last) == "by":
            self._told_by(cue)
        if cue.verb.lemma in {"tell", "show", "find", "ask", "know", "describe"}:
            return
        at = view.skip_adjuncts(cue.last)
        if view.low(at) == "that" and view.low(cue.first - 1) in {"it", "been", "also"}:
            content = content_after(view, cue, cue.last)
            if content is not None:
                self._keep_unattributed(cue, content.spans[0][0], content.spans[0][1])
        elif view.low(at) == "to" and subject is not None and "s" in cue.frames:
            first, last = subject.first, view.clause_end(at)
            self._keep_unattributed(cue, view.span(first, last), view.kind_between(first, last))

    def _heard_from(self, cue: Cue, hearer: Phrase) -> bool:
        """ "The cook heard from a driver that …": the driver said it, the cook passed it on."""
        view = self.view
        if view.low(cue.last) != "from":
            return False
        subject = phrase_after(view.tokens, cue.last + 1, view.verbs)
        if subject is None or view.low(subject.last) != "that":
            return False
        first, last = subject.last + 1, view.clause_end(subject.last + 1)
        if last - first < 2:
            return False
        spans = ((view.span(first, last), view.kind_between(first, last)),)
        content = Content(spans, Pattern.THAT_CLAUSE, last, Stance.ASSERTS, hearer)
        self._keep(cue, subject, content, spoken=True)
        return True

    def _told_by(self, cue: Cue) -> None:
        """ "was told by the guards that …"."""
        view = self.view
        subject = phrase_after(view.tokens, cue.last + 1, view.verbs)
        if subject is None or view.low(subject.last) not in {"that", "to"}:
            return
        first = subject.last + (view.low(subject.last) == "that")
        last = view.clause_end(first)
        if last - first >= 2:
            spans = ((view.span(first, last), view.kind_between(first, last)),)
            demand = None if view.low(subject.last) == "that" else Stance.DEMANDS
            self._keep(cue, subject, Content(spans, Pattern.THAT_CLAUSE, last, demand))

    def _keep_unattributed(self, cue: Cue, span: Span, kind: StatementKind) -> None:
        stance = Stance.BELIEVES if cue.verb.thought else cue.stance
        self.found.append(
            Attribution(
                None,
                self.view.span(cue.head, cue.last),
                span,
                kind,
                stance,
                Pattern.UNATTRIBUTED,
                thought=cue.verb.thought,
            )
        )
