"""The page of a read document: readable without a script, whole, and deaf to what it quotes."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.dossier.read_marks import marked_text
from firsthand.dossier.read_page import ReadDocument, render_read_page
from firsthand.dossier.report_text import carried
from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.statements import (
    Basis,
    DateMention,
    Figure,
    OwnStatement,
    PlaceMention,
    Reading,
    Source,
    SourceKind,
    Stance,
    Statement,
    StatementKind,
)
from firsthand.evidence.times import UNKNOWN_TIME

TOOL = Tool("firsthand", "0.1.0")
EVIL = (
    "</style></title><script>alert(1)</script><img src=https://evil.example/x onerror=a()>"
    "\"' onclick='a()' {{ 7*7 }} \u202e\u2066 \x00\x1b\ud83d javascript:a()"
)
TEXT = """Nine taken off the ferry at Ilvery

The harbour office said that Captain Oda Renn had denied that the ferry was full.

Nine people were killed on the quay on Monday."""


def said(content, name, cue, mention, **more):
    start, at, by = TEXT.index(content), TEXT.index(cue), TEXT.index(mention)
    fields = {
        "kind": StatementKind.INDIRECT,
        "stance": Stance.ASSERTS,
        "chain": (name, "Ilvery Post"),
        "basis": Basis.NOT_SAID,
        **more,
    }
    return Statement(
        Source(name, None, SourceKind.PERSON, mention, by, by + len(mention)),
        cue,
        content,
        start=start,
        end=start + len(content),
        engine="rules-2",
        confidence=0.85,
        cue_start=at,
        cue_end=at + len(cue),
        **fields,
    )


def reading():
    own = "Nine people were killed on the quay on Monday."
    at, monday = TEXT.index(own), TEXT.index("Monday")
    return Reading(
        (
            said(
                "Captain Oda Renn had denied that the ferry was full",
                "The harbour office",
                "said",
                "The harbour office",
            ),
            said(
                "the ferry was full",
                "Oda Renn",
                "denied",
                "Captain Oda Renn",
                stance=Stance.DENIES,
                chain=("Oda Renn", "The harbour office", None, "Ilvery Post"),
                basis=Basis.SAW,
            ),
        ),
        (Figure("Nine people", 9, 9, 9, None, "people", at, at + 11),),
        (DateMention("Monday", monday, monday + 6, UNKNOWN_TIME),),
        (PlaceMention("Ilvery", TEXT.index("Ilvery"), TEXT.index("Ilvery") + 6),),
        "rules-2",
        (OwnStatement(own, at, at + len(own), ("killed",)),),
        ("A note of the reader.",),
    )


def page_of(text=TEXT, found=None, **described):
    document = DocumentText(text, "text/plain", DocumentDescription(**described))
    read = ReadDocument("ferry.txt", "ab" * 32, document, reading() if found is None else found)
    return render_read_page(read, TOOL)


def parsed(page):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page.decode("utf-8"))


def classed(tree, name):
    return [e for e in tree.iter() if name in (e.get("class") or "").split()]


def text_of(tree):
    return "".join("".join(one.itertext()) for one in classed(tree, "text"))


def links_of(tree):
    return {(a.get("href"), a.get("id")) for a in tree.iter("a") if a.get("tabindex") is None}


def assert_safe(tree):
    assert not list(tree.iter("script"))
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        assert not [name for name in element.keys() if name.startswith("on")]  # noqa: SIM118
        assert not {"src", "srcset", "action", "data", "poster", "style"} & set(element.keys())
        if (link := element.get("href")) is not None:
            assert link[0] == "#"
            assert link[1:] in ids


class TestReading:
    def test_the_characters_of_the_text_are_all_there_and_no_others(self):
        assert text_of(parsed(page_of())) == TEXT

    def test_source_cue_and_content_are_told_apart_each_in_the_colour_of_its_speaker(self):
        tree = parsed(page_of())
        for role, colour, printed in (
            ("source", "c0", "The harbour office"),
            ("cue", "c0", "said"),
            ("source", "c1", "Captain Oda Renn"),
            ("cue", "c1", "denied"),
            ("content", "c1", "the ferry was full"),
        ):
            found = ["".join(e.itertext()) for e in classed(tree, role) if colour in e.get("class")]
            assert printed in found

    def test_words_within_another_statement_wear_its_colour_and_light_up_with_it(self):
        tree = parsed(page_of())
        within = ["".join(e.itertext()) for e in classed(tree, "within")]
        assert within == ["Captain Oda Renn", "denied", "the ferry was full"]
        assert all("oc0" in e.get("class").split() for e in classed(tree, "within"))
        whole = "".join("".join(e.itertext()) for e in classed(tree, "x0"))
        assert whole == "Captain Oda Renn had denied that the ferry was full"
        assert "~ .x0 {" in next(tree.iter("style")).text

    def test_hover_and_focus_show_the_chain_origin_first(self):
        tree = parsed(page_of())
        chains = {
            re.sub("[\u2068\u2069]", "", e.get("data-chain"))
            for e in tree.iter()
            if e.get("href") == "#n1" and e.get("data-chain")
        }
        assert chains == {"Oda Renn → The harbour office → unresolved → Ilvery Post"}
        style = next(tree.iter("style")).text
        for state in (".w[data-chain]:hover", ".no:hover", ".no:focus-visible"):
            assert f"{state}::after" in style

    def test_every_statement_is_one_stop_of_the_tab_key_in_the_text_and_one_in_the_list(self):
        links = links_of(parsed(page_of()))
        for number in range(2):
            assert (f"#n{number}", f"s{number}") in links
            assert (f"#s{number}", None) in links

    def test_both_panes_can_be_scrolled_from_the_keyboard(self):
        tree = parsed(page_of())
        panes = [e for e in classed(tree, "side") if e.get("tabindex") == "0"]
        assert [pane.get("aria-label") for pane in panes] == [
            "The text",
            "What was read in it",
        ]

    def test_the_list_says_who_how_on_what_basis_and_through_whom(self):
        tree = parsed(page_of())
        note = " ".join(
            "".join(next(e for e in tree.iter() if e.get("id") == "n1").itertext()).split()
        )
        for part in (
            "Oda Renn",
            "denies",
            "reported, by “denied”",
            "was there",
            "Oda Renn → The harbour office → unresolved → Ilvery Post",
            "suggested by rules-2, confidence 0.85",
        ):
            assert part in note

    def test_figures_dates_places_and_own_statements_are_marked_quietly(self):
        tree = parsed(page_of())
        marked = {
            kind: "".join(
                "".join(e.itertext())
                for e in classed(tree, f"q-{kind}")
                if e.get("title") or kind != "own"
            )
            for kind in ("figure", "date", "place", "own")
        }
        assert marked["figure"].startswith("Nine people")
        assert marked["own"].startswith("Nine people were killed on the quay on Monday.")
        assert marked["date"].startswith("Monday")
        assert marked["place"].startswith("Ilvery")
        assert ("#o0", None) in links_of(tree)

    def test_without_statements_it_says_so_and_shows_the_text(self):
        tree = parsed(page_of("Rain.\n\nMore rain.", Reading(engine="rules-2")))
        assert text_of(tree) == "Rain.\n\nMore rain."
        assert "Nobody is quoted" in "".join(tree.itertext())
        assert_safe(tree)

    def test_an_empty_document_has_a_page(self):
        assert_safe(parsed(page_of("", Reading())))

    def test_a_title_that_the_text_begins_with_is_seen_once(self):
        tree = parsed(page_of(title="Nine taken off the ferry at Ilvery"))
        assert classed(tree, "title")
        assert [h.get("class") for h in tree.iter("h1")] == ["unseen"]
        assert [h.get("class") for h in parsed(page_of(title="Other")).iter("h1")] == [None]

    def test_the_same_reading_gives_the_same_bytes(self):
        assert page_of() == page_of()


class TestHostileText:
    def test_the_policy_allows_the_one_style_sheet_and_nothing_else(self):
        tree = parsed(page_of())
        style = next(tree.iter("style")).text
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = next(m for m in tree.iter("meta") if m.get("http-equiv")).get("content")
        assert policy == (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert not re.search(r"@import|url\(|https?:", style)
        assert not list(tree.iter("link"))

    def test_hostile_strings_everywhere_never_become_markup_or_loads(self):
        found = reading()
        statements = tuple(
            dataclasses.replace(
                one,
                source=dataclasses.replace(one.source, name=EVIL, role=EVIL, mention=EVIL),
                cue=EVIL,
                content=EVIL,
                chain=(EVIL, None, EVIL),
                engine=EVIL,
            )
            for one in found.statements
        )
        own = dataclasses.replace(found.own[0], text=EVIL, about=(EVIL,))
        evil = dataclasses.replace(
            found, statements=statements, own=(own,), engine=EVIL, notes=(EVIL,)
        )
        tree = parsed(page_of(EVIL + TEXT, evil, title=EVIL, outlet=EVIL, authors=(EVIL,)))
        assert_safe(tree)
        assert text_of(tree) == carried(EVIL + TEXT)
        for element in tree.iter():
            for name in ("data-chain", "data-who", "aria-label", "title"):
                value = element.get(name) or ""
                assert not re.search("[\u202a-\u202e\u2066\u2067]", value)
                assert value.count("\u2068") == value.count("\u2069")

    @pytest.mark.parametrize(
        "text", [EVIL, "\n\n\n", "\n a", "a" * 100_000, "\u202e" * 50, "ا ب\nx"]
    )
    def test_the_characters_on_the_page_are_those_of_the_text(self, text):
        found = dataclasses.replace(reading(), notes=())
        assert text_of(parsed(page_of(text, found))) == carried(text)

    def test_a_pile_of_nested_statements_does_not_multiply(self):
        text = "w" * 4000
        one = reading().statements[0]
        pile = tuple(
            dataclasses.replace(
                one, start=n, end=4000 - n, source=Source(None, None, SourceKind.UNRESOLVED)
            )
            for n in range(1500)
        )
        assert len(page_of(text, Reading(pile))) < 6_000_000


spans = st.tuples(st.integers(-5, 60), st.integers(-5, 60))


@given(
    st.text(st.characters(codec="utf-8"), max_size=50),
    st.lists(st.tuples(spans, spans, spans), max_size=6),
    st.lists(spans, max_size=4),
)
def test_any_spans_over_any_text_keep_every_character_and_reach_every_statement(text, at, quiet):
    one = reading().statements[0]
    statements = tuple(
        dataclasses.replace(
            one,
            start=content[0],
            end=content[1],
            cue_start=cue[0],
            cue_end=cue[1],
            source=Source(None, None, SourceKind.UNRESOLVED, "", *source),
        )
        for content, cue, source in at
    )
    own = tuple(OwnStatement("", start, end, ()) for start, end in quiet)
    marked = marked_text(text, Reading(statements, own=own))
    page = "".join(f"<p>{paragraph}</p>" for paragraph in marked.paragraphs)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(f"<!DOCTYPE html><title>t</title><body>{page}")
    assert "".join(tree.find("body").itertext()) == carried(text)
    for number in range(len(at)):
        assert page.count(f'id="s{number}"') == 1
    for number in range(len(quiet)):
        assert page.count(f'id="o{number}"') == 1
