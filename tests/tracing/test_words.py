"""Repeated words become families, and nothing else does."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import Reading, SourceKind, StatementKind
from firsthand.evidence.times import TimeInterval
from firsthand.tracing.values import TracedPage
from firsthand.tracing.words import trace_words

QUOTE = (
    "Seven of our soldiers were killed after they had laid down their weapons near the lake, "
    "and we shall answer for none of it in silence"
)
PARAGRAPHS = [
    "The convoy left the customs yard at Brennock before dawn and crossed the lower bridge alone.",
    "Shepherds on the western slope counted eleven lorries and two armoured cars behind a tractor.",
    "By noon the road was closed, and a patrol turned back the bread van from the valley mill.",
    "An engineer of the waterworks found three craters beside the reservoir wall that evening.",
    "Nobody at the garrison answered the telephone while the smoke drifted over the orchards.",
]
NAMES = ("Ministry of Defence of Norvia", "Orvel Post")


def excerpts(family):
    return {a.exhibit: a.excerpt for a in family.appearances}


class TestQuotations:
    @pytest.mark.parametrize(
        "variant",
        [
            QUOTE,
            QUOTE.upper(),
            QUOTE.replace(",", " —").replace("’", "'"),
            QUOTE.replace("laid down their weapons", "laid down all their weapons"),
            QUOTE.replace("near the lake", "by the lake"),
            QUOTE.replace("after they had laid down their weapons near the lake, ", "… "),
            QUOTE.replace("soldiers were killed", "soldiers [of the second company] were killed"),
            "Seven of our soldiers were killed after they had laid down their weapons",
            "we shall answer for none of it in silence",
        ],
    )
    def test_a_quotation_is_found_again_however_it_was_changed(self, page, said, variant):
        pages = [
            page(1, f"A report from Orvel. “{QUOTE}”, the ministry said.", said(QUOTE, NAMES)),
            page(2, f"Elsewhere a deputy rose late. He heard: «{variant}» and left the hall."),
        ]
        (family,) = trace_words(pages)
        assert [a.exhibit for a in family.appearances] == ["E-0001", "E-0002"]
        second = family.appearances[1]
        assert pages[1].text[int(second.start) : int(second.end)].strip("«»") in variant
        assert second.end - second.start >= 0.9 * len(variant)

    def test_offsets_count_the_characters_of_each_text(self, page, said):
        first = f"“{QUOTE}”, the ministry said."
        second = f"Żółty plac, 东方. Then: “{QUOTE}” again."
        (family,) = trace_words([page(1, first, said(QUOTE, NAMES)), page(2, second)])
        for text, appearance in zip((first, second), family.appearances, strict=True):
            assert text[int(appearance.start) : int(appearance.end)] == QUOTE
        (tie,) = family.ties
        assert (tie.relation, tie.score, tie.transform) == ("repeats", 1.0, "word for word")

    def test_accents_apostrophes_and_thousands_do_not_make_words_differ(self, page, said):
        quote = "We don’t know why Lúcia Ferrand counted 1,200 shells beside the old cannery"
        other = "We don't know why Lucia Ferrand counted 1200 shells beside the old cannery"
        (family,) = trace_words([page(1, quote, said(quote, NAMES)), page(2, f"It read: {other}!")])
        assert family.ties[0].score == 1.0

    def test_a_quotation_in_a_script_without_spaces_is_found(self, page, said):
        quote = "七名士兵放下武器之后在湖边被打死了我们不会沉默"
        pages = [
            page(1, f"部长说：“{quote}。”", said(quote, ("部长",))),
            page(2, f"据称{quote}，他走了。"),
        ]
        (family,) = trace_words(pages)
        assert len(family.appearances) == 2

    def test_two_parts_of_an_interrupted_quotation_are_one_utterance(self, page, said):
        halves = (
            "Seven of our soldiers were killed near the lake",
            "and we shall answer for none of it in silence",
        )
        pages = [
            page(
                n,
                f"{lead} “{halves[0]},” the colonel {cue}, “{halves[1]}.”",
                said(halves[0], ("Colonel Varga", outlet)),
                said(halves[1], ("Colonel Varga", outlet)),
                outlet=outlet,
            )
            for n, lead, cue, outlet in (
                (1, "Rain fell.", "said", "Orvel Post"),
                (2, "Noon.", "told us", "Hill Echo"),
            )
        ]
        (family,) = trace_words(pages)
        assert all(halves[0] in x and halves[1] in x for x in excerpts(family).values())

    def test_partial_quotations_belong_to_the_statement_they_come_from(self, page, said):
        pages = [
            page(1, f"One: “{QUOTE}.”", said(QUOTE, NAMES)),
            page(2, f"Two said it too: “{QUOTE}.”", said(QUOTE, NAMES)),
            page(3, "Three heard that seven of our soldiers were killed after they had laid down."),
            page(4, "Four only noted “we shall answer for none of it in silence” on Friday."),
        ]
        (family,) = trace_words(pages)
        assert len(family.appearances) == 4


class TestWhatIsNoFamily:
    def test_unrelated_pages_have_no_families(self, page):
        assert trace_words([page(n, text) for n, text in enumerate(PARAGRAPHS, 1)]) == ()

    def test_common_phrases_make_no_family(self, page):
        formula = "The Ministry of Defence of the Republic of Norvia said in a statement on Tuesday"
        pages = [page(n, f"{PARAGRAPHS[n]} {formula} that {PARAGRAPHS[-n]}") for n in (1, 2)]
        assert trace_words(pages) == ()

    def test_a_page_that_repeats_itself_has_no_tie_with_itself(self, page, said):
        text = f"“{QUOTE}.” And once more: “{QUOTE}.”"
        assert trace_words([page(1, text, said(QUOTE, NAMES))]) == ()
        (family,) = trace_words([page(1, text, said(QUOTE, NAMES)), page(2, f"He read: {QUOTE}")])
        assert [a.exhibit for a in family.appearances] == ["E-0001", "E-0002"]

    def test_the_furniture_of_one_outlet_makes_no_family(self, page):
        footer = (
            "Please support honest journalism from the valley: send a donation to the editors by "
            "letter or bank transfer, and tell your neighbours about our weekly newspaper today."
        )
        pages = [
            page(n, f"{text}\n\n{footer}", outlet="Valley Weekly")
            for n, text in enumerate(PARAGRAPHS, 1)
        ]
        assert trace_words(pages) == ()
        assert trace_words(pages[:2]) == ()

    def test_furniture_does_not_grow_onto_a_repeated_passage_before_it(self, page):
        footer = "Please support honest journalism from the valley by letter or bank transfer today"
        shared = f"{PARAGRAPHS[0]} {PARAGRAPHS[1]}"
        pages = [
            page(n, f"{PARAGRAPHS[n]}\n\n{shared}\n\n{footer}", outlet="Valley Weekly")
            for n in (2, 3)
        ]
        pages.append(page(7, f"{PARAGRAPHS[4]}\n\n{footer}", outlet="Valley Weekly"))
        pages.append(page(8, f"Copied. {shared} The end.", outlet="Hill Echo"))
        (family,) = trace_words(pages)
        assert len(family.appearances) == 3
        assert not any("donation" in x or "journalism" in x for x in excerpts(family).values())

    def test_empty_and_wordless_pages_are_harmless(self, page):
        assert trace_words([]) == ()
        assert (
            trace_words([page(1, ""), page(2, "—"), page(3, "one"), page(4, "\ud800 \x00")]) == ()
        )

    def test_a_reading_that_does_not_fit_its_text_is_harmless(self, page, said):
        fitting = page(1, f"“{QUOTE}”", said(QUOTE, NAMES))
        shorter = TracedPage("E-0002", "Cut short.", fitting.description, fitting.reading)
        assert trace_words([fitting, shorter]) == ()


class TestPassages:
    def test_ten_copied_paragraphs_are_one_passage(self, page):
        body = "\n\n".join(f"{p} On day {n} it was {n * 37}." for n in range(2) for p in PARAGRAPHS)
        pages = [
            page(1, f"{body}\n\nOrvel Post, all rights.", outlet="Orvel Post"),
            page(2, f"By our staff.\n\n{body}\n\nRead more below.", outlet="Hill Echo"),
        ]
        (family,) = trace_words(pages)
        assert all(a.end - a.start > 0.95 * len(body) for a in family.appearances)

    def test_statements_in_a_copied_article_have_families_beside_the_passage(self, page, said):
        body = f"{PARAGRAPHS[0]} {PARAGRAPHS[1]} “{QUOTE},” the ministry said. {PARAGRAPHS[2]}"
        pages = [
            page(1, body, said(QUOTE, NAMES), outlet="Orvel Post"),
            page(2, f"Copied. {body}", said(QUOTE, (NAMES[0], "Hill Echo")), outlet="Hill Echo"),
            page(3, f"{PARAGRAPHS[4]} It was heard: “{QUOTE}.”", outlet="Lake Times"),
        ]
        passage, statement = trace_words(pages)
        assert [len(f.appearances) for f in (passage, statement)] == [2, 3]
        assert set(excerpts(statement).values()) == {QUOTE}
        assert statement.origin.leads_to == "Ministry of Defence of Norvia"

    def test_two_quotations_that_pages_share_are_two_families(self, page, said):
        second = "The bridge had been closed since Monday, and no lorry of ours came near it at all"
        pages = [
            page(
                n,
                f"“{QUOTE},” the ministry said. {PARAGRAPHS[n]} “{second},” said Ilka Morrow.",
                said(QUOTE, ("Ministry", outlet)),
                said(second, ("Ilka Morrow", outlet)),
                outlet=outlet,
            )
            for n, outlet in ((1, "Orvel Post"), (2, "Hill Echo"))
        ]
        families = trace_words(pages)
        assert [f.origin.leads_to for f in families] == ["Ministry", "Ilka Morrow"]

    def test_a_sentence_quoted_from_a_copied_article_is_carried_to_every_copy(self, page):
        body = " ".join(PARAGRAPHS)
        pages = [
            page(1, body, outlet="Orvel Post"),
            page(2, f"Copied. {body}", outlet="Hill Echo"),
            page(3, f"Copied too. {body}", outlet="Lake Times"),
            page(4, f"A blog on mills. {PARAGRAPHS[2]} Nothing else.", outlet="Mill Notes"),
        ]
        whole, sentence = trace_words(pages)
        assert len(whole.appearances) == 3
        assert {a.exhibit for a in sentence.appearances} == {f"E-000{n}" for n in (1, 2, 3, 4)}
        assert all(PARAGRAPHS[2][:-1] in text for text in excerpts(sentence).values())

    def test_a_page_captured_twice_is_one_passage_and_not_a_family_a_statement(
        self, page, said, hour
    ):
        text = f"{PARAGRAPHS[0]} “{QUOTE},” the ministry said. {PARAGRAPHS[1]}"
        pages = [
            page(n, text, said(QUOTE, NAMES), outlet="Orvel Post", published=hour(9))
            for n in (1, 2)
        ]
        (family,) = trace_words(pages)
        assert [(t.relation, t.transform) for t in family.ties] == [("identical", "word for word")]
        pages.append(page(3, f"Heard: “{QUOTE}.”", outlet="Hill Echo"))
        families = trace_words(pages)
        assert [len(f.appearances) for f in families] == [2, 3]


class TestOrigins:
    def quoting(self, page, said, number, chain, **about):
        text = f"{PARAGRAPHS[number % 5]} “{QUOTE},” it was said."
        kind = about.pop("source_kind", SourceKind.ORGANISATION)
        role = about.pop("role", None)
        return page(number, text, said(QUOTE, chain, source_kind=kind, role=role), **about)

    def test_the_origins_own_publication_is_first_hand(self, page, said, hour):
        pages = [
            self.quoting(page, said, 1, ("Norvia's Defence Ministry",), outlet="Orvel Post",
                         published=hour(12)),
            page(2, f"Statement. {QUOTE}.", outlet="Ministry of Defence of Norvia",
                 published=hour(9)),
        ]  # fmt: skip
        (family,) = trace_words(pages)
        assert [(a.exhibit, a.first_hand) for a in family.appearances] == [
            ("E-0002", True),
            ("E-0001", False),
        ]
        assert family.appearances[1].chain == ("Norvia's Defence Ministry", "Orvel Post")
        assert family.origin.exhibits == ("E-0002",)

    @pytest.mark.parametrize("outlet", ["Defence Ministry", "Ministry of Defence of Sudmark", None])
    def test_a_name_that_is_not_surely_the_same_is_not_first_hand(self, page, said, outlet):
        pages = [
            self.quoting(page, said, 1, ("Norvia's Defence Ministry",), outlet="Orvel Post"),
            page(2, f"Statement. {QUOTE}.", outlet=outlet),
        ]
        (family,) = trace_words(pages)
        assert [a.first_hand for a in family.appearances] == [False, None]
        assert family.origin.exhibits == ()
        assert family.origin.leads_to == "Norvia's Defence Ministry"

    def test_the_publisher_in_the_raw_metadata_counts(self, page, said):
        raw = {"json-ld": [{"@type": "Article", "publisher": {"name": "Relief Board of Orvel"}}]}
        pages = [
            self.quoting(page, said, 1, ("Relief Board of Orvel", "Orvel Post")),
            page(2, f"Statement. {QUOTE}.", raw=raw),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ("E-0002",)

    def test_a_spokesmans_words_on_the_page_of_the_body_he_speaks_for_are_first_hand(
        self, page, said
    ):
        about = {"role": "spokesman for the Relief Board of Orvel"}
        chain = ("Jonas Brandt",)
        pages = [
            self.quoting(page, said, 1, chain, outlet="Orvel Post", **about),
            self.quoting(page, said, 2, chain, outlet="Relief Board of Orvel", **about),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ("E-0002",)

    @pytest.mark.parametrize(
        ("full", "own", "first_hand"),
        [
            ("spokesman for the Ministry of Defence of Norvia", "spokesman", True),
            ("spokesman", "spokesman for the Ministry of Defence", True),
            ("spokesman for the Ministry of Defence of Sudmark", "spokesman", False),
            ("spokesman for the Ministry of Defence", "spokesman", False),
            ("spokesman", "friend of the Ministry", False),
            (None, None, False),
        ],
    )
    def test_a_ministry_is_recognised_by_its_full_name_or_on_its_own_page_without_the_country(
        self, page, said, full, own, first_hand
    ):
        chain, outlet = ("Tomas Brandt",), "Ministry of Defence of Norvia"
        pages = [
            self.quoting(page, said, 1, chain, outlet="Orvel Post", role=full),
            self.quoting(page, said, 2, chain, outlet=outlet, role=own),
        ]
        (family,) = trace_words(pages)
        assert [a.first_hand for a in family.appearances] == [False, first_hand]
        if first_hand:
            assert f"published by {outlet}, for whom Tomas Brandt speaks" in family.origin.basis

    def test_a_page_without_metadata_is_known_by_the_line_it_signs_with(self, page, said):
        pages = [
            page(
                number,
                f"{PARAGRAPHS[number]}\n\nLake Times\n\n“{QUOTE},” he said.",
                said(QUOTE, ("Jonas Brandt", outlet)),
            )
            for number, outlet in ((1, "Lake Times"), (2, "Radio Meridian"))
        ]
        (family,) = trace_words(pages)
        assert family.origin.leads_to == "Jonas Brandt"
        pages[0] = page(1, f"Heard: “{QUOTE}.”", said(QUOTE, ("Jonas Brandt", "Radio Meridian")))
        (family,) = trace_words(pages)
        assert family.origin.leads_to == "Jonas Brandt, through Radio Meridian"

    def test_a_first_hand_publication_of_unknown_time_is_still_the_origin(self, page, said, hour):
        pages = [
            self.quoting(page, said, 1, ("Relief Board",), outlet="Orvel Post", published=hour(8)),
            page(2, f"Statement. {QUOTE}.", outlet="Relief Board"),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ("E-0002",)
        assert "when it appeared is unknown" in family.origin.basis

    def test_a_copy_before_the_origins_own_publication_is_pointed_out(self, page, said, hour):
        pages = [
            self.quoting(page, said, 1, ("Relief Board",), outlet="Orvel Post", published=hour(8)),
            page(2, f"Statement. {QUOTE}.", outlet="Relief Board", published=hour(10)),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ("E-0002",)
        assert "E-0001 carries the words before that publication" in family.origin.basis

    def test_a_day_is_not_its_midnight(self, page, said, hour, day):
        pages = [
            self.quoting(page, said, 1, ("Relief Board",), outlet="Orvel Post", published=hour(8)),
            page(2, f"Statement. {QUOTE}.", outlet="Relief Board", published=day(1)),
        ]
        (family,) = trace_words(pages)
        assert "before that publication" not in family.origin.basis

    def test_first_hand_pages_that_times_do_not_tell_apart_are_all_named(
        self, page, said, hour, day
    ):
        pages = [
            self.quoting(page, said, 1, ("Relief Board",), outlet="Orvel Post", published=hour(8)),
            page(2, f"Morning. {QUOTE}.", outlet="Relief Board", published=day(1)),
            page(3, f"Noon. {QUOTE}!", outlet="Relief Board", published=hour(12)),
            page(4, f"Later. {QUOTE}?", outlet="Relief Board", published=hour(12, day=5)),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ("E-0002", "E-0003")
        assert "do not tell" in family.origin.basis

    def test_without_a_first_hand_page_the_chains_say_what_all_leads_back_to(self, page, said):
        chain = ("intelligence reports", "Radio Meridian")
        about = {"source_kind": SourceKind.UNNAMED}
        pages = [
            self.quoting(page, said, 1, (*chain, "Orvel Post"), outlet="Orvel Post", **about),
            self.quoting(page, said, 2, (*chain, "Hill Echo"), outlet="Hill Echo", **about),
            self.quoting(page, said, 3, chain, outlet="Radio Meridian", **about),
        ]
        (family,) = trace_words(pages)
        assert [a.first_hand for a in family.appearances] == [False] * 3
        assert family.origin.exhibits == ()
        assert family.origin.leads_to.startswith("intelligence reports")
        assert "unnamed" in family.origin.basis

    def test_the_common_links_of_the_chains_are_named(self, page, said):
        chain = ("intelligence reports", "Radio Meridian")
        pages = [
            self.quoting(page, said, n, (*chain, outlet), outlet=outlet)
            for n, outlet in ((1, "Orvel Post"), (2, "Hill Echo"))
        ]
        (family,) = trace_words(pages)
        assert family.origin.leads_to == "intelligence reports, through Radio Meridian"

    def test_a_chain_is_followed_through_the_pages_of_this_case(self, page, said, hour):
        pages = [
            self.quoting(page, said, 1, ("Hill Echo",), outlet="Orvel Post", published=hour(12)),
            self.quoting(page, said, 2, ("Mayor Dunn", "Hill Echo"), outlet="Hill Echo",
                         published=hour(9)),
        ]  # fmt: skip
        (family,) = trace_words(pages)
        assert family.origin.leads_to == "Mayor Dunn"
        note = "E-0001 names Hill Echo, whose own page E-0002 names Mayor Dunn"
        assert note in family.origin.basis
        later = self.quoting(
            page, said, 2, ("Mayor Dunn", "Hill Echo"), outlet="Hill Echo", published=hour(15)
        )
        (family,) = trace_words([pages[0], later])
        assert family.origin.leads_to == "Hill Echo (E-0001); Mayor Dunn (E-0002)"

    def test_pages_that_name_each_other_do_not_lead_in_circles(self, page, said):
        pages = [
            self.quoting(page, said, 1, ("Hill Echo",), outlet="Orvel Post"),
            self.quoting(page, said, 2, ("Orvel Post",), outlet="Hill Echo"),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ()
        assert "E-0001" in family.origin.leads_to

    def test_different_origins_are_each_said(self, page, said):
        pages = [
            self.quoting(page, said, 1, ("General Asel", "Orvel Post"), outlet="Orvel Post"),
            self.quoting(page, said, 2, ("Mayor Dunn", "Hill Echo"), outlet="Hill Echo"),
        ]
        (family,) = trace_words(pages)
        assert family.origin.leads_to == "General Asel (E-0001); Mayor Dunn (E-0002)"
        assert "different origins" in family.origin.basis

    def test_an_unresolved_speaker_stays_unresolved(self, page, said):
        about = {"source_kind": SourceKind.UNRESOLVED}
        pages = [
            self.quoting(page, said, n, (None, outlet), outlet=outlet, **about)
            for n, outlet in ((1, "Orvel Post"), (2, "Hill Echo"))
        ]
        (family,) = trace_words(pages)
        assert [a.first_hand for a in family.appearances] == [None, None]
        assert family.origin.leads_to == "an unresolved source"

    def test_a_page_that_resolves_nobody_hides_no_origin_that_the_others_share(self, page, said):
        names = ("Mayor Dunn", "Mayor Dunn", None)
        pages = [
            self.quoting(page, said, number, (name, f"Outlet {number}"))
            for number, name in enumerate(names, 1)
        ]
        (family,) = trace_words(pages)
        assert family.origin.leads_to == "Mayor Dunn"
        assert "save E-0003, which does not let us say" in family.origin.basis

    def test_a_passage_nobody_signs_leads_back_to_its_earliest_page(self, page, hour):
        body = " ".join(PARAGRAPHS[:3])
        pages = [
            page(1, f"Copied. {body}", outlet="Hill Echo", published=hour(11)),
            page(2, f"{body} Ends.", outlet="Orvel Post", published=hour(9)),
        ]
        (family,) = trace_words(pages)
        assert family.origin.exhibits == ()
        assert family.origin.leads_to == "E-0002, Orvel Post, published 2026-03-01 09:00 UTC"


WORDS = [a + b for a in ("bran", "orv", "mell", "tirk", "sund", "gav", "pell", "rast", "hol", "jun")
         for b in ("ack", "eling", "ova", "ish", "umber", "ent", "ori", "adan")]  # fmt: skip


def invented_case(seed: int) -> list[TracedPage]:
    """A dozen pages of random words, some of which carry passages of each other."""
    chance = random.Random(seed)
    passages = [" ".join(chance.choices(WORDS, k=chance.randint(6, 60))) for _ in range(4)]
    pages = []
    for number in range(1, 13):
        parts = [" ".join(chance.choices(WORDS, k=chance.randint(0, 40))) for _ in range(3)]
        parts += chance.sample(passages, chance.randint(0, 2))
        chance.shuffle(parts)
        when = datetime(2026, 3, 1, chance.randint(0, 23), tzinfo=UTC)
        published = TimeInterval(when, None if chance.random() < 0.3 else when)
        outlet = chance.choice(["Orvel Post", "Hill Echo", "Lake Times", None])
        pages.append(
            TracedPage(
                f"E-{number:04d}",
                ". ".join(parts),
                DocumentDescription(outlet=outlet, published=published),
                Reading(),
            )
        )
    return pages


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_pages_changes_nothing(seed, chance):
    pages = invented_case(seed)
    shuffled = list(pages)
    chance.shuffle(shuffled)
    assert trace_words(shuffled) == trace_words(pages)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_families_are_well_formed(seed):
    pages = {page.exhibit: page for page in invented_case(seed)}
    families = trace_words(pages.values())
    assert [f.name for f in families] == [f"W-{n:03d}" for n in range(1, len(families) + 1)]
    for family in families:
        exhibits = [a.exhibit for a in family.appearances]
        assert len(exhibits) == len(set(exhibits)) >= 2
        reached = {0}
        for _ in family.ties:
            for tie in family.ties:
                assert tie.a < tie.b
                assert 0 < tie.score <= 1
                if tie.a in reached or tie.b in reached:
                    reached |= {tie.a, tie.b}
        assert reached == set(range(len(exhibits)))
        for earlier, later in zip(family.appearances, family.appearances[1:], strict=False):
            assert not later.published.surely_before(earlier.published)
        for appearance in family.appearances:
            assert 0 <= appearance.start < appearance.end <= len(pages[appearance.exhibit].text)


def test_indirect_statements_need_more_words_than_quotations(page, said):
    content = "seven soldiers died near the lake"
    reported = said(content, ("Board",), StatementKind.INDIRECT)
    pages = [page(n, f"{PARAGRAPHS[n]} It said {content}.", reported) for n in (1, 2)]
    assert trace_words(pages) == ()
