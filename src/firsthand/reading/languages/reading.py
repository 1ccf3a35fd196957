"""What stands in quotation marks on a page that is not, or not all, in English.

English paragraphs are left to the English engine. Those in a supported language are read by its
lexicon; of any other language the quotations are listed without a speaker, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from firsthand.evidence.statements import Source, SourceKind, Stance, Statement, StatementKind
from firsthand.reading.languages.document import LanguageReader
from firsthand.reading.languages.identification import ENGLISH, paragraph_languages
from firsthand.reading.languages.lexicon import SUPPORTED, lexicon, other_languages
from firsthand.reading.layout import Layout

#: What reads quotations in a language of which nothing else is known.
QUOTATIONS_ONLY = "quotations"
#: The end of a sentence as no headline has it, in marks that English print does not use.
_ENDED = re.compile(r"[.!?…։؟۔।][\s\"'”’»“«)\]]*$")
_UNREAD = 0.2  # confidence that a quotation of such a language is a statement


@dataclass(frozen=True, slots=True)
class OtherLanguages:
    """The paragraphs of a page that are not in English, by language."""

    layout: Layout
    codes: tuple[str, ...]

    @property
    def english(self) -> tuple[int, ...]:
        """The paragraphs left to the English engine."""
        return tuple(i for i, code in enumerate(self.codes) if code == ENGLISH)

    @property
    def english_layout(self) -> Layout:
        """The layout in which the other paragraphs say nothing."""
        if not self._others():
            return self.layout
        foreign = frozenset(i for i, code in enumerate(self.codes) if code != ENGLISH)
        turns = {i: t for i, t in self.layout.turns.items() if i not in foreign}
        return replace(self.layout, turns=turns, furniture=self.layout.furniture | foreign)

    def _others(self) -> list[str]:
        return sorted(set(self.codes) - {ENGLISH})

    def engine(self, base: str) -> str:
        """The name of the engines that read the page: "rules-2+fr"."""
        return "+".join([base, *dict.fromkeys(_suffix(code) for code in self._others())])

    def statements(self, base: str, outlet: str | None) -> tuple[Statement, ...]:
        """The quotations of the other paragraphs, by position."""
        found: list[Statement] = []
        for code in self._others():
            indexes = [i for i, c in enumerate(self.codes) if c == code and self._says(i)]
            engine = f"{base}+{_suffix(code)}"
            if code in SUPPORTED:
                reader = LanguageReader(self.layout, lexicon(code), indexes, outlet)
                found.extend(reader.read(engine))
            else:
                found.extend(_without_speakers(self.layout, indexes, outlet, engine))
        return tuple(sorted(found, key=lambda s: (s.start, -s.end)))

    def _says(self, index: int) -> bool:
        """Whether a paragraph is more than a headline or the like."""
        if index not in self.layout.furniture:
            return True
        return bool(_ENDED.search(self.layout.paragraphs[index].of(self.layout.text)[-12:]))

    def notes(self) -> tuple[str, ...]:
        """What was not read, and why, for whoever reads the reading."""
        names = other_languages()[0]
        found = []
        for code in self._others():
            count = sum(c == code for c in self.codes)
            where = f"{count} paragraph{'s are' if count > 1 else ' is'} in"
            if code in SUPPORTED:
                found.append(
                    f"{where} {lexicon(code).name}: direct quotations are read there with their"
                    " speakers, reported speech is not."
                )
            else:
                found.append(
                    f"{where} {names.get(code, names['und'])}: no speakers are read in that"
                    " language; its quotations are listed without one."
                )
        return tuple(found)


def other_languages_of(layout: Layout) -> OtherLanguages:
    """Tell the language of every paragraph of a page."""
    return OtherLanguages(layout, paragraph_languages(layout))


def _suffix(code: str) -> str:
    return code if code in SUPPORTED else QUOTATIONS_ONLY


def _without_speakers(
    layout: Layout, indexes: Sequence[int], outlet: str | None, engine: str
) -> list[Statement]:
    found = []
    for index in indexes:
        for quotation in layout.quotations[index]:
            content = layout.text[quotation.start : quotation.end].strip()
            spaced = len(content.split())
            if spaced < 3 and not (spaced == 1 and len(content) >= 6 and not content.isascii()):
                continue
            start = layout.text.index(content[0], quotation.start)
            found.append(
                Statement(
                    source=Source(None, None, SourceKind.UNRESOLVED),
                    cue=None,
                    content=content,
                    kind=StatementKind.DIRECT,
                    stance=Stance.ASSERTS,
                    chain=(None, *((outlet,) if outlet else ())),
                    start=start,
                    end=start + len(content),
                    engine=engine,
                    confidence=_UNREAD,
                )
            )
    return found
