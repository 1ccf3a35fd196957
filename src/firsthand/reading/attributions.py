"""An attribution as a rule finds it: spans and a phrase, before speakers are resolved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.phrases import Phrase


class Pattern(Enum):
    """The rule that found an attribution, with the confidence that it deserves."""

    def __init__(self, words: str, confidence: float) -> None:
        self.words = words
        self.confidence = confidence

    QUOTED_WITH_CUE = ("a quotation beside its cue", 0.95)
    TURN = ("a labelled turn", 0.9)
    ACCORDING_TO = ("according to", 0.9)
    THAT_CLAUSE = ("a cue with a that-clause", 0.85)
    TRAILING_CUE = ("content before its cue", 0.85)
    QUOTE_GOES_ON = ("a quotation that goes on", 0.8)
    MIXED_CLAUSE = ("a clause that begins with a quotation", 0.8)
    BARE_CLAUSE = ("a cue with a bare clause", 0.75)
    COLON = ("a colon", 0.75)
    ADDRESSEE = ("a cue with an addressee", 0.75)
    UNQUOTED_SPEECH = ("speech without quotation marks", 0.7)
    CITING = ("citing", 0.7)
    CARRIED = ("as quoted by", 0.7)
    DECLINED = ("declined to say", 0.7)
    SHARED_SUBJECT = ("a second cue of one subject", 0.65)
    INFINITIVE = ("a cue with an infinitive", 0.65)
    UNKNOWN_CUE = ("a quotation beside an unlisted verb", 0.6)
    UNATTRIBUTED = ("it is said", 0.6)
    OBJECT = ("a cue with an object", 0.55)
    NEXT_PARAGRAPH = ("a quotation in a paragraph of its own", 0.55)
    NOUN_CLAUSE = ("a noun with a that-clause", 0.5)
    SHOWN = ("what a document or footage shows", 0.5)
    ORPHAN_QUOTE = ("a quotation without a speaker", 0.4)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content with its cue and its source's phrase.

    `phrase` is `None` when no words for the source stand here: then `same_as_before` says whether
    it goes on with the source of the attribution before it. `via` is a link that the words name
    beside the source (an outlet that was told). `asserted_by` the phrase that cites the source.
    """

    phrase: Phrase | None
    cue: Span | None
    content: Span
    kind: StatementKind
    stance: Stance
    pattern: Pattern
    paragraph: int = 0
    same_as_before: bool = False
    via: Phrase | None = None
    thought: bool = False

    @property
    def phrase_first(self) -> int:
        """Where the source's words begin in the sentence, in tokens; 0 where there are none."""
        return self.phrase.first if self.phrase is not None else 0
