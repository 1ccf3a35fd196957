"""Hostile text stays what it is, character for character, and stays where it is put."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.dossier.report_text import carried, flat, inside, passages, words
from firsthand.evidence.statements import (
    Figure,
    OwnStatement,
    Reading,
    Source,
    SourceKind,
    Stance,
    Statement,
    StatementKind,
)

HOSTILE = (
    "<script>alert('x')</script>\"'&amp;\u202egnp\u202c\u2066\u2069</div>--><b>\x00\r\x1b\ud800]]>"
)


def said(start, end, name="Ada Kern"):
    source = Source(name, None, SourceKind.PERSON)
    return Statement(
        source, "said", "", StatementKind.DIRECT, Stance.ASSERTS, (), start, end, "test", 0.5
    )


def characters(markup):
    """What a browser has as text, read by a strict parser; raises on any error in the markup."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(f"<!DOCTYPE html><html><head><title>t</title></head><body>{markup}</body>")
    return "".join(page.find("body").itertext())


def shown(text, reading):
    return "".join(f"<div>{passage.markup}</div>" for passage in passages(text, reading))


@pytest.mark.parametrize("text", [HOSTILE, "\n\n\n", "", "a" * 1_000_000, "\u202e" * 50, "x\r\ny"])
def test_the_characters_on_the_page_are_those_of_the_text(text):
    reading = Reading((said(0, len(text)), said(3, 9), said(5, 20)))
    assert characters(shown(text, reading)) == carried(text)
    assert characters(words(text)) == carried(text)


def test_stand_ins_are_one_for_one_and_only_for_what_html_cannot_carry():
    assert carried("a\x00b\r\x7f\ud800\uffff\x85") == "a\u2400b\u240d\u2421\ufffd\ufffd\ufffd"
    ordinary = "tab\t line\n é 中 ا \u202e \u200f 🜁"
    assert carried(ordinary) == ordinary


spans = st.tuples(st.integers(-5, 60), st.integers(-5, 60))


@given(
    st.text(st.characters(codec="utf-8"), max_size=50), st.lists(spans, max_size=8), st.lists(spans)
)
def test_any_spans_over_any_text_keep_every_character_and_reach_every_statement(text, at, figures):
    reading = Reading(
        tuple(said(start, end) for start, end in at),
        tuple(Figure("", None, None, None, None, None, start, end) for start, end in figures),
    )
    markup = shown(text, reading)
    assert characters(markup) == carried(text)
    if text:
        for place in range(len(at)):
            assert markup.count(f'id="s{place}"') == 1
        begun = [n for passage in passages(text, reading) for n in passage.statements]
        assert sorted(begun) == list(range(len(at)))


def test_overlapping_statements_are_cut_where_each_begins_and_ends():
    markup = shown("0123456789", Reading((said(1, 6, "Ada"), said(4, 9, "Bo"))))
    assert '<a class="st c0" href="#n0">123</a>' in markup
    assert '<a class="st c1 nested" href="#n1">45</a>' in markup
    assert '<a class="st c1" href="#n1">678</a>' in markup


def test_the_documents_own_statement_is_marked_quietly_with_what_it_is_about():
    own = OwnStatement("Nine died.", 0, 10, ("killed", "<b>"))
    figure = Figure("Nine", 9, 9, 9, None, None, 0, 4)
    title = "The document’s own statement, quoting nobody: killed, &lt;b&gt;"
    assert shown("Nine died.", Reading(figures=(figure,), own=(own,))) == (
        f'<div><span class="q-own" title="{title}"><span class="q-figure">Nine</span></span>'
        f'<span class="q-own" title="{title}"> died.</span></div>'
    )


def test_an_unresolved_speaker_has_no_colour_of_a_person():
    assert 'class="st cx"' in shown("whoever", Reading((said(0, 5, None),)))


def test_every_bidirectional_control_is_fenced_in_alone():
    markup = inside("a\u202eb\u2069c")
    assert '<bdi class="ctl" data-code="U+202E">\u202e</bdi>b' in markup
    assert '<bdi class="ctl" data-code="U+2069">\u2069</bdi>c' in markup


def test_text_for_attributes_is_one_short_line_without_controls():
    assert flat("a\u202e\n b", 10) == "a\ufffd b"
    assert len(flat("x" * 1_000_000, 300)) == 300
