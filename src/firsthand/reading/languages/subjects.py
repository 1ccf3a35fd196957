"""Where the subject of a cue stands in its sentence: right before it, at the head, or behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import SourceKind
from firsthand.reading.languages.cast import Cast
from firsthand.reading.languages.cues import Cue, cue_at
from firsthand.reading.languages.lexicon import Lexicon
from firsthand.reading.languages.names import runs
from firsthand.reading.languages.phrases import LONGEST, Phrase, parse
from firsthand.reading.languages.words import Word


class Subjects:
    """Finds the words for the speaker beside a cue of one sentence."""

    def __init__(
        self, text: str, words: Sequence[Word], lexicon: Lexicon, cast: Cast | None
    ) -> None:
        self.text = text
        self.words = words
        self.lexicon = lexicon
        self.cast = cast

    def behind(self, cue: Cue, end: int) -> Phrase | None:
        """The subject that stands behind its verb."""
        at = cue.last
        while at < end and self._is_small(at):
            at += 1
        if at < end and self._is_stop(at):
            return None
        phrase = parse(self.text, self.words, at, end, self.lexicon, gender=cue.gender)
        return self.with_apposition(phrase, end) if phrase is not None else None

    def before(self, left: int, cue: Cue) -> Phrase | None:  # noqa: PLR0911  the first rule that fits
        """The subject that stands before its verb: beside it, or at the head of the sentence."""
        end = cue.first
        while end > left and self._is_small(end - 1):
            end -= 1
        if end <= left:
            return None
        if self.words[end - 1].kind == "mark":
            return self._initial(left, end, cue.gender) if self.words[end - 1].text == "," else None
        start = self._stretch(left, end)
        if start > left and self._is_opener(start - 1):
            return self._parsed(start, end, cue.gender)
        if start > left and cue_at(self.words, start - 1, end, self.lexicon) is not None:
            return self._parsed(start, end, cue.gender)  # "نفى الأسعد قائلا"
        if start > left and self.words[start - 1].kind == "word" and not self._joins(start - 1):
            return self._behind_preposition(left, start, end, cue.gender)
        found = self._parsed(start, end, cue.gender)
        if found is None or (found.kind is SourceKind.UNRESOLVED and not found.pronoun):
            return self._initial(left, end, cue.gender) or found
        return found

    def up_to(self, left: int, end: int) -> Phrase | None:
        """The words for a source that end at one word."""
        return self._parsed(self._stretch(left, end), end, "", oblique=True)

    def before_speech(self, left: int, at: int, gender: str) -> Phrase | None:
        """The subject before speech whose verb stands behind it: "X, “…” dedi"."""
        end = at
        while end > left and (self.words[end - 1].text in {",", ":"} or self._is_small(end - 1)):
            end -= 1
        if end <= left:
            return None
        start = self._stretch(left, end)
        found = self._parsed(start, end, gender)
        if found is not None and (found.kind is not SourceKind.UNRESOLVED or found.pronoun):
            return found
        return self._initial(left, end, gender)

    def anybody(self, left: int, cue: Cue) -> bool:
        """Whether words stand before a cue that could be a subject nobody knows."""
        end = cue.first
        while end > left and self._is_small(end - 1):
            end -= 1
        while left < end and (self.words[left].kind != "word" or self._is_small(left)):
            left += 1
        if left >= end or self._is_opener(left) or self._joins(left):
            return False
        return not self._is_stop(left)

    def with_apposition(self, phrase: Phrase, end: int) -> Phrase:
        """Take in ", NAME" behind a role, or ", ROLE" behind a name."""
        at = phrase.last
        if (
            at + 1 >= end
            or self.words[at].text not in {",", "،", "՝"}
            or phrase.pronoun
            or phrase.several
        ):
            return phrase
        nouns = frozenset(i for i in range(at + 1, min(end, at + 8)) if self._is_noun(i))
        if phrase.role_only or phrase.kind in {SourceKind.UNNAMED, SourceKind.UNRESOLVED}:
            named = next(runs(self.words, at + 1, min(end, at + 8), nouns), None)
            if named is None or named[0] != at + 1 or named[1] - named[0] < 2:
                return phrase
            role = Span(phrase.mention.start, self.words[at - 1].end)
            if self.lexicon.has("articles", self.words[phrase.first].key):
                role = Span(self.words[phrase.first + 1].start, role.end)
            return Phrase(
                phrase.first, named[1],
                Span(self.words[named[0]].start, self.words[named[1] - 1].end),
                SourceKind.PERSON, None, tuple(self.words[named[0] : named[1]]), role,
                phrase.head, oblique=phrase.oblique, article=phrase.mention,
            )  # fmt: skip
        if phrase.name and phrase.role is None and nouns and min(nouns) <= at + 2:
            described = parse(self.text, self.words, at + 1, end, self.lexicon)
            if described is not None and described.role_only and not described.name:
                first = described.first
                while self.lexicon.has("articles", self.words[first].key):
                    first += 1
                role = Span(self.words[first].start, self.words[described.last - 1].end)
                return replace(phrase, last=described.last, role=role)
        return phrase

    def _initial(self, left: int, end: int, gender: str) -> Phrase | None:
        """The words for a speaker at the head of the sentence, with nothing of a clause behind."""
        at = left
        while at < end and (self._joins(at) or self.words[at].kind == "mark"):
            at += 1
        if at >= end or self._is_stop(at):
            return None
        phrase = parse(self.text, self.words, at, end, self.lexicon, gender=gender)
        if phrase is None:
            return None
        phrase = self.with_apposition(phrase, end)
        clause = False
        for i in range(phrase.last, end):
            if clause and (self._joins(i) or self._is_opener(i)) and not self._relative(i):
                return None
            clause = self.words[i].text == ","
        return phrase

    def _relative(self, at: int) -> bool:
        """Whether a clause describes who was just named: "Ivan, who …, said"."""
        return self.words[at].key.startswith(_RELATIVES)

    def _behind_preposition(self, left: int, start: int, end: int, gender: str) -> Phrase | None:
        """ "в Орловке Иван Петров заявил": the first word belongs to the preposition.

        "В министерстве заявили" gives the words to the ministry.
        """
        body = self._parsed(start, end, gender, oblique=True)
        if body is not None and body.kind is SourceKind.ORGANISATION and body.last == end:
            within = self.words[start - 1].key in {"в", "во", "у"}
            return body if within and gender == "other" else None
        if body is not None and body.kind is SourceKind.DOCUMENT and body.last == end:
            return body
        found = self._parsed(start + 1, end, gender) if start + 1 < end else None
        if found is not None and (len(found.name) > 1 or found.role is not None or found.pronoun):
            return found
        if found is not None and found.name and self.cast is not None and self.cast.who(found.name):
            return found
        return self._initial(left, end, gender)

    def _parsed(self, start: int, end: int, gender: str, *, oblique: bool = False) -> Phrase | None:
        if start >= end:
            return None
        return parse(
            self.text, self.words, start, end, self.lexicon, oblique=oblique, gender=gender
        )

    def _stretch(self, left: int, end: int) -> int:
        """Where the words begin that end at `end`, back to a mark, a stop or another cue."""
        start = end
        while start > left and end - start < LONGEST:
            word = self.words[start - 1]
            initial = word.text == "." and start - 1 > left and len(self.words[start - 2].text) <= 3
            if word.kind == "quotation" or (word.kind == "mark" and not initial):
                break
            inside = self.lexicon.has("linkers", word.key) or self.lexicon.has(
                "particles", word.key
            )
            if word.kind == "word" and not inside and self._is_stop(start - 1):
                break
            if cue_at(self.words, start - 1, end, self.lexicon) is not None and not self._is_noun(
                start - 1
            ):
                break
            start -= 1
        return start

    def is_known(self, at: int) -> bool:
        """Whether a word is no verb for sure: a preposition, a pronoun, a noun of the lists."""
        key = self.words[at].key
        small = key in self.lexicon.pronouns or self.lexicon.has("articles", key)
        return small or self._is_stop(at) or self._is_small(at) or self._is_noun(at)

    def _is_small(self, at: int) -> bool:
        key = self.words[at].key
        if self.words[at].kind != "word" or key in self.lexicon.pronouns:
            return False
        return (
            self.lexicon.has("skip", key)
            or self.lexicon.has("auxiliaries", key)
            or self.lexicon.has("negations", key)
        )

    def _is_noun(self, at: int) -> bool:
        return any(
            self.lexicon.is_noun(name, self.words[at])
            for name in ("roles", "unnamed", "organisations", "outlets", "documents")
        )

    def _is_stop(self, at: int) -> bool:
        return bool(self.lexicon.lists["stops"].match(self.words, at, len(self.words)))

    def _is_opener(self, at: int) -> bool:
        return self.words[at].kind == "word" and self.lexicon.has("openers", self.words[at].key)

    def _joins(self, at: int) -> bool:
        return self.words[at].kind == "word" and self.lexicon.has(
            "conjunctions", self.words[at].key
        )


_RELATIVES = ("котор", "як", "qui", "dont", "que", "quien", "donde", "où", "որ")
