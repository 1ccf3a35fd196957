"""An attribution as a rule finds it: spans and a phrase, before speakers are resolved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Stance, StatementKind
from firsthand.reading.phrases import Phrase


class Pattern(Enum):
    """The rule that found an attribution; its value is the confidence it deserves.

    The values are shares of right attributions (content and source both overlap) that the rules
    reached on held-out news text, rounded to 0.05. They rank statements; they are no probability
    for one text.
    """

    QUOTED_WITH_CUE = 0.95
    TURN = 0.9
    ACCORDING_TO = 0.9
    THAT_CLAUSE = 0.85
    TRAILING_CUE = 0.85
    QUOTE_GOES_ON = 0.8
    BARE_CLAUSE = 0.75
    MIXED_CLAUSE = 0.8
    COLON = 0.75
    ADDRESSEE = 0.75
    UNQUOTED_SPEECH = 0.7
    CITING = 0.7
    SHARED_SUBJECT = 0.65
    INFINITIVE = 0.65
    DECLINED = 0.7
    UNKNOWN_CUE = 0.6
    OBJECT = 0.55
    NOUN_CLAUSE = 0.5
    SHOWN = 0.5
    UNATTRIBUTED = 0.6
    NEXT_PARAGRAPH = 0.55
    ORPHAN_QUOTE = 0.4


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
