"""The tagger's and the rules' attributions are put together without doubles."""

from __future__ import annotations

from dataclasses import replace

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import Basis, Source, SourceKind, Stance, StatementKind
from firsthand.reading.attributions import Pattern
from firsthand.reading.merging import merge
from firsthand.reading.utterances import Utterance
from firsthand.reading.voices import parents_of


def said(
    content: tuple[int, int],
    cue: tuple[int, int] | None = None,
    pattern: Pattern | None = None,
    source: tuple[int, int] | None = None,
) -> Utterance:
    ruled = Source("Ana", None, SourceKind.PERSON) if pattern is not None else None
    return Utterance(
        (Span(*content),),
        Span(*source) if source else None,
        Span(*cue) if cue else None,
        None,
        StatementKind.INDIRECT,
        Stance.ASSERTS,
        Basis.NOT_SAID,
        None,
        0.9,
        pattern,
        ruled,
        tagged=pattern is None,
    )


def test_the_same_content_is_kept_once_with_what_the_rules_say_of_its_speaker() -> None:
    (one,) = merge([said((10, 50))], [said((12, 50), pattern=Pattern.THAT_CLAUSE)])
    assert one.tagged
    assert one.ruled is not None
    assert one.ruled.name == "Ana"


def test_a_sure_rule_is_taken_where_the_tagger_is_silent() -> None:
    merged = merge([said((10, 50))], [said((90, 120), pattern=Pattern.QUOTED_WITH_CUE)])
    assert [u.tagged for u in merged] == [True, False]


def test_an_unsure_rule_is_not() -> None:
    assert len(merge([said((10, 50))], [said((90, 120), pattern=Pattern.NOUN_CLAUSE)])) == 1


def test_a_statement_inside_anothers_content_has_it_as_its_parent() -> None:
    outer, inner = said((10, 90), (5, 9)), said((40, 80), (30, 38))
    assert parents_of([outer, inner]) == [None, 0]


def test_of_two_with_the_same_content_the_cited_one_is_inside() -> None:
    content = (24, 33)  # "Z wrote, citing X, that rain fell"
    writes = said(content, (2, 7))
    cited = replace(said(content, (9, 15), source=(16, 17)), citing=True)
    assert parents_of([cited, writes]) == [1, None]


def test_whoever_is_cited_said_all_that_those_who_cite_them_say() -> None:
    outer = said((0, 60), (62, 70))
    cited = replace(said((0, 12), (72, 78), source=(79, 90)), citing=True)
    contents = {u.citing: u.content for u in merge([outer, cited], [])}
    assert contents[True] == contents[False] == (Span(0, 60),)
