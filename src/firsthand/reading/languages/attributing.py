"""Whose the quotations of one sentence are: the cue and the words for a speaker beside each.

The surest rule wins: a cue behind the quotation with its speaker, one before it, "according to", a
speaker before a colon. What no rule fits stays without a speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import SourceKind, Stance
from firsthand.reading.attributions import Pattern
from firsthand.reading.languages.cast import Cast
from firsthand.reading.languages.cues import Cue, cue_at
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.phrases import Phrase, outlet_name, parse
from firsthand.reading.languages.subjects import Subjects
from firsthand.reading.languages.words import Word
from firsthand.reading.quotations import Quotation

_BETWEEN = frozenset(",.!?…—–―-،:՝")
#: Shapes of languages that put a verb before its subject behind a quotation.
_INVERTS = frozenset({"dash", "capital-nouns"})
_REACH = 6  # words between a quotation and the cue behind it


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with what stands beside it.

    `dropped` says that the cue has no subject of its own, so that one antecedent may be meant;
    `same` that the speaker is that of the quotation before it; `via` an outlet that was told.
    """

    quotation: Quotation
    pattern: Pattern
    phrase: Phrase | None = None
    cue: Span | None = None
    stance: Stance = Stance.ASSERTS
    gender: str = ""
    dropped: bool = False
    same: bool = False
    via: str | None = None


class SentenceReader:
    """Attributes the quotations of one sentence."""

    def __init__(
        self, text: str, words: Sequence[Word], lexicon: Lexicon, cast: Cast | None
    ) -> None:
        self.text = text
        self.words = words
        self.lexicon = lexicon
        self.subjects = Subjects(text, words, lexicon, cast)
        self.cues = self._cues()

    def _cues(self) -> list[Cue]:
        found: list[Cue] = []
        at = 0
        while at < len(self.words):
            cue = cue_at(self.words, at, len(self.words), self.lexicon)
            if cue is not None:
                found.append(cue)
            at = max(at + 1, cue.last if cue is not None else 0)
        return found

    def read(self) -> list[Quoted]:
        """Every quotation of the sentence, in order."""
        places = [at for at, word in enumerate(self.words) if word.kind == "quotation"]
        found: list[Quoted] = []
        left = 0
        for number, at in enumerate(places):
            right = places[number + 1] if number + 1 < len(places) else len(self.words)
            found.append(self._one(at, left, right, found[-1] if found else None))
            left = at + 1
        return found

    def subjects_of_all(self) -> list[Phrase | None]:
        """The words for whoever does something that a cue says, quoted or not."""
        found: list[Phrase | None] = []
        for cue in self.cues:
            found.append(self.subjects.before(0, cue))
            found.append(self.subjects.behind(cue, len(self.words)))
        return found

    def described(self) -> list[Phrase]:
        """Persons with a role, whatever they do."""
        found: list[Phrase] = []
        end = len(self.words)
        for at, word in enumerate(self.words):
            if word.kind == "word" and self.lexicon.is_noun("roles", word):
                phrase = parse(self.text, self.words, at, end, self.lexicon, oblique=True)
                if phrase is not None and (phrase.role_only or phrase.role is not None):
                    found.append(self.subjects.with_apposition(phrase, end))
        return found

    def announced(self) -> Quoted | None:
        """What a sentence that ends in a colon announces for the next paragraph."""
        end = len(self.words)
        if not end or self.words[-1].text not in {":", "՝", "."}:
            return None
        return self._before(0, end, Quotation(0, 0, 0, 0))

    def _one(self, at: int, left: int, right: int, previous: Quoted | None) -> Quoted:
        quotation = self.words[at].quotation
        if quotation is None:  # pragma: no cover  every word of the kind has one
            raise ValueError("a quotation without its marks")
        behind = self._behind(at, left, right, quotation)
        if behind is not None and behind.phrase is not None and not behind.dropped:
            return behind
        before = self._before(left, at, quotation)
        if previous is not None and self._shares(previous, before, left, at):
            stance = previous.stance
            return Quoted(quotation, Pattern.QUOTE_GOES_ON, stance=stance, same=True)
        if before is not None and (before.phrase is not None or behind is None):
            return before
        return behind or Quoted(quotation, Pattern.ORPHAN_QUOTE)

    def _shares(self, previous: Quoted, before: Quoted | None, left: int, at: int) -> bool:
        """Whether the words between two stretches of speech are the cue of both."""
        if previous.cue is None and not previous.same:
            return False
        own = before is not None and before.cue is not None
        if own and before is not None and before.phrase is None and before.dropped:
            return True
        if previous.cue is None or previous.cue.start < self.words[left - 1].start:
            return not own and at - left <= 1
        return not own or (before is not None and before.cue == previous.cue)

    def _quoted(
        self, quotation: Quotation, cue: Cue, phrase: Phrase | None, pattern: Pattern,
        around: tuple[int, int], *, dropped: bool = False,
    ) -> Quoted:  # fmt: skip
        span = self._span(cue)
        if cue.negated:
            return Quoted(quotation, Pattern.ORPHAN_QUOTE)
        via = self._told(around, phrase)
        return Quoted(quotation, pattern, phrase, span, cue.stance, cue.gender, dropped, via=via)

    def _span(self, cue: Cue) -> Span:
        return Span(self.words[cue.first].start, self.words[cue.last - 1].end)

    def _behind(self, at: int, left: int, right: int, quotation: Quotation) -> Quoted | None:
        first = at + 1
        while first < right and self.words[first].text in _BETWEEN:
            first += 1
        if first >= right:
            return None
        cited = self._according(first, right, quotation)
        if cited is not None:
            return cited
        cue = self._near(first, right)
        if cue is None:
            found = self._subject_first(first, right, quotation)
            return found or self._unlisted(at, first, right, quotation)
        phrase = self.subjects.behind(cue, right)
        dropped = phrase is None and self._nobody(cue.last, right)
        found = self._quoted(
            quotation, cue, phrase, Pattern.QUOTED_WITH_CUE, (at, right), dropped=dropped
        )
        unknown = phrase is not None and phrase.kind is SourceKind.UNRESOLVED and not phrase.pronoun
        looks = dropped or (unknown and "verb-final" in self.lexicon.shape)
        if looks and not self._cue_in(left, at):
            subject = self.subjects.before_speech(left, at, cue.gender)
            if subject is not None:
                return replace(found, phrase=subject, dropped=False)
        return found

    def _near(self, first: int, right: int) -> Cue | None:
        """A cue that follows at once, behind nothing but words that mean nothing here."""
        at = first
        while at < min(right, first + _REACH):
            cue = cue_at(self.words, at, right, self.lexicon)
            if cue is not None:
                return cue
            key = self.words[at].key
            length = self.lexicon.lists["skip"].match(self.words, at, right)
            small = self.lexicon.has("auxiliaries", key) or key.startswith("-")
            if not length and not small:
                return None
            at += length or 1
        return None

    def _subject_first(self, first: int, right: int, quotation: Quotation) -> Quoted | None:
        """ "…", X said."""
        phrase = parse(self.text, self.words, first, right, self.lexicon)
        if phrase is None:
            return None
        cited = (
            self.lexicon.lists["according_after"].match(self.words, phrase.last, right)
            if (phrase.last < right)
            else 0
        )
        if cited:
            cue = Span(self.words[phrase.last].start, self.words[phrase.last + cited - 1].end)
            return Quoted(quotation, Pattern.ACCORDING_TO, replace(phrase, oblique=True), cue)
        found = self._near(phrase.last, right) if phrase.last < right else None
        if found is None:
            return None
        return self._quoted(quotation, found, phrase, Pattern.QUOTED_WITH_CUE, (first, right))

    def _unlisted(self, at: int, first: int, right: int, quotation: Quotation) -> Quoted | None:
        """ "…", weint X: one unknown word between a comma or dash and a name is a verb."""
        word = self.words[first]
        if not _INVERTS & self.lexicon.shape or first == at + 1 or first + 1 >= right:
            return None
        if word.kind != "word" or word.capital or self.subjects.is_known(first):
            return None
        if not self.words[first + 1].capital:
            return None
        phrase = self.subjects.behind(Cue(first, first + 1, Stance.ASSERTS), right)
        if phrase is None or len(phrase.name) < 2:
            return None
        span = Span(word.start, word.end)
        return Quoted(quotation, Pattern.UNKNOWN_CUE, phrase, span)

    def _nobody(self, at: int, right: int) -> bool:
        """Whether behind a cue nothing stands that could be its subject."""
        if at >= right or self.words[at].kind != "word":
            return True
        if self.lexicon.lists["skip"].match(self.words, at, right):
            return True
        return bool(self.lexicon.lists["stops"].match(self.words, at, right))

    def _cue_in(self, first: int, last: int) -> bool:
        return any(first <= cue.first < last for cue in self.cues)

    def _before(self, left: int, at: int, quotation: Quotation) -> Quoted | None:
        end = at
        colon = False
        while end > left and self.words[end - 1].text in _BETWEEN:
            colon = colon or self.words[end - 1].text in ":՝" or self._armenian_stop(end - 1)
            end -= 1
        if end <= left:
            return None
        cited = self._cited_before(left, end, quotation)
        cues = [c for c in self.cues if left <= c.first < end]
        cues = [c for c in cues if not c.negated] or cues
        cue = cues[-1] if cues else None
        behind_cited = (
            cited is not None
            and cited.cue is not None
            and (cue is None or cited.cue.start > self.words[cue.first].start)
        )
        if cue is not None and not behind_cited and self._leads_to(cue, end, at, colon=colon):
            return self._led(cue, left, at, quotation)
        if cited is not None:
            return cited
        return self._labelled(left, end, quotation) if colon else None

    def _armenian_stop(self, at: int) -> bool:
        return self.lexicon.code == "hy" and self.words[at].text == "."

    def _led(self, cue: Cue, left: int, at: int, quotation: Quotation) -> Quoted:
        """A cue before the quotation, its subject before or behind it."""
        if "uncased" in self.lexicon.shape:
            phrase = self.subjects.behind(cue, at)
            if phrase is None and not self._nobody(cue.last, at):
                phrase = self.subjects.before(left, cue)
            elif phrase is None:
                earlier = [c for c in self.cues if left <= c.first < cue.first]
                phrase = self.subjects.before(left, cue)
                if phrase is None and earlier:  # "صرح … قائلا": one subject
                    return replace(self._led(earlier[-1], left, at, quotation), cue=self._span(cue))
        else:
            phrase = self._either(left, cue, at)
        dropped = (
            phrase is None and not self.subjects.anybody(left, cue) and self._nobody(cue.last, at)
        )
        return self._quoted(
            quotation, cue, phrase, Pattern.QUOTED_WITH_CUE, (cue.last, at), dropped=dropped
        )

    def _either(self, left: int, cue: Cue, at: int) -> Phrase | None:
        """The subject before a cue, or behind it; nobody sure where both may be."""
        before = self.subjects.before(left, cue)
        if before is None or before.kind is SourceKind.DOCUMENT:
            return self.subjects.behind(cue, at) or before
        apart = cue.first > left and self.words[cue.first - 1].text == ","
        behind = self.subjects.behind(cue, at) if apart else None
        if behind is not None and (behind.name or behind.role_only):
            return Phrase(
                before.first, before.last, before.mention, SourceKind.UNRESOLVED, several=True
            )
        return before

    def _leads_to(self, cue: Cue, end: int, at: int, *, colon: bool) -> bool:
        """Whether a cue introduces the quotation: at once, by a colon, or by "that"."""
        if colon or cue.last >= end:
            return True
        quotation = self.words[at].quotation if at < len(self.words) else None
        long = quotation is not None and len(quotation_words(self.text, quotation)) > 2
        gap = range(cue.last, end)
        that = any(self.lexicon.lists["subordinators"].match(self.words, i, end) for i in gap)
        comma = "capital-nouns" in self.lexicon.shape and any(
            self.words[i].text == "," for i in gap
        )
        if that and self.lexicon.has("subordinators", self.words[end - 1].key):
            return True
        return (that or comma) and long

    def _according(self, at: int, right: int, quotation: Quotation) -> Quoted | None:
        """ "according to X" that begins at one word."""
        length = self.lexicon.lists["according"].match(self.words, at, right)
        first, last = at, at + length
        if not length and self.lexicon.code == "ar":
            found = self._arabic_according(at)
            length, last = (1, at + 1) if found else (0, at)
        if not length:
            return None
        phrase = parse(self.text, self.words, last, right, self.lexicon, oblique=True)
        if phrase is None:
            return None
        phrase = self.subjects.with_apposition(phrase, right)
        cue = Span(self.words[first].start, self.words[last - 1].end)
        return Quoted(quotation, Pattern.ACCORDING_TO, phrase, cue)

    def _arabic_according(self, at: int) -> bool:
        """ "وبحسب", "ووفقا": with "and" stuck before it."""
        key = self.words[at].key
        bare = key[1:] if key[:1] == "و" and not key.startswith("وفق") else key
        known = self.lexicon.has("according", bare)
        return known or bare in {"وفقا", "طبقا", "نقلا"}

    def _cited_before(self, left: int, end: int, quotation: Quotation) -> Quoted | None:
        for at in range(end - 1, left - 1, -1):
            if self.words[at].kind != "word":
                continue
            found = self._according(at, end, quotation)
            if found is not None:
                return found
            length = self.lexicon.lists["according_after"].match(self.words, at, end)
            if length and at > left:
                phrase = self.subjects.up_to(left, at)
                cue = Span(self.words[at].start, self.words[at + length - 1].end)
                if phrase is not None:
                    cited = replace(phrase, oblique=True)
                    return Quoted(quotation, Pattern.ACCORDING_TO, cited, cue)
        return None

    def _labelled(self, left: int, end: int, quotation: Quotation) -> Quoted | None:
        """ "X: “…”": nothing but the speaker stands before the colon."""
        phrase = parse(self.text, self.words, left, end, self.lexicon)
        if phrase is None or phrase.pronoun:
            return None
        phrase = self.subjects.with_apposition(phrase, end)
        if phrase.last < end and self.words[phrase.last].text != ",":
            return None
        return Quoted(quotation, Pattern.COLON, phrase)

    def _told(self, around: tuple[int, int], phrase: Phrase | None) -> str | None:
        """The outlet that was told: "said in an interview with the paper X"."""
        first, last = around
        for at in range(first, last):
            if phrase is not None and phrase.first <= at < phrase.last:
                continue
            word = self.words[at]
            if word.kind == "word" and self.lexicon.is_noun("outlets", word):
                name = outlet_name(self.text, self.words, at, min(last, at + 5), self.lexicon)
                if name is not None:
                    return name
        return None


def quotation_words(text: str, quotation: Quotation) -> list[str]:
    """The first words of a quotation, enough to tell speech from a name."""
    return text[quotation.start : min(quotation.end, quotation.start + 200)].split()
