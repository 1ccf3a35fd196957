"""What was applied is answered, as the values it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firsthand.catalogue.snippets import match_expression, snippet
from firsthand.evidence.entries import Act, Purpose
from firsthand.evidence.errors import MissingThingError
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.families import FamilyKind
from firsthand.evidence.footage import Moment
from firsthand.evidence.statements import Reading


class TestExhibits:
    def test_an_exhibit_has_all_that_machines_made_of_it(self, filled, reading, tool):
        page = filled.exhibit("E-0001")
        assert (page.entry, page.exhibit.capture.name) == (1, "report.html")
        assert page.media_type == "text/html"
        assert page.document.title == "Smoke over Orvel"
        assert page.text_digest
        assert page.document_digest
        assert page.reading_digest
        assert [run.purpose for run in page.runs] == [Purpose.EXTRACT_TEXT, Purpose.READ]
        assert page.was_run(Purpose.READ, tool)
        assert not page.was_run(Purpose.READ, Tool(tool.name, "1.3", tool.details))
        assert page.runs[0].confinement == {"network": "none"}
        assert page.failures == ()
        assert page.description is None

    def test_a_clip_has_its_description_pictures_and_fingerprint(self, filled):
        clip = filled.exhibit("E-0002")
        assert (clip.description.codec, clip.notes) == ("h264", ("odd",))
        assert [(p.seconds, p.blurred is not None) for p in clip.pictures] == [
            (0.5, True),
            (10.0, False),
        ]
        assert clip.fingerprint_digest
        assert clip.document is None

    def test_two_exhibits_of_one_object_share_what_was_made_of_it(self, filled):
        first, copy = filled.by_digest(filled.exhibit("E-0001").exhibit.digest)
        assert (first.exhibit.number, copy.exhibit.number) == ("E-0001", "E-0003")
        assert first.text_digest == copy.text_digest
        assert {s.exhibit for s in filled.statements()} == {"E-0001", "E-0003"}

    def test_all_exhibits_are_the_same_as_each_by_itself(self, filled):
        every = filled.exhibits()
        assert [e.exhibit.number for e in every] == ["E-0001", "E-0002", "E-0003", "E-0004"]
        assert every == tuple(filled.exhibit(e.exhibit.number) for e in every)

    def test_an_unknown_number_is_said_to_be_missing(self, filled):
        with pytest.raises(MissingThingError, match="E-0099"):
            filled.exhibit("E-0099")

    def test_the_next_number_follows_the_highest(self, filled, tmp_path, catalogue):
        assert filled.next_ordinal() == 5

    def test_an_empty_catalogue_begins_with_one(self, catalogue):
        assert catalogue.next_ordinal() == 1
        assert catalogue.case() is None
        assert catalogue.settings_digest() is None
        assert catalogue.exhibits() == ()

    def test_captures_are_found_by_their_origin(self, filled):
        found = filled.captured_at(["/home/mira/report.html", "/elsewhere"])
        assert found.keys() == {"/home/mira/report.html"}
        (captured,) = found["/home/mira/report.html"]
        assert captured == filled.exhibit("E-0001").exhibit
        assert captured.capture.facts["mtime_ns"] == 5
        assert len(filled.captured()) == 4

    def test_captures_are_found_by_thousands_of_origins(self, filled):
        asked = [f"/elsewhere/{i}" for i in range(2000)] + ["/home/mira/report.html"]
        assert filled.captured_at(asked).keys() == {"/home/mira/report.html"}
        assert filled.captured_at([]) == {}

    def test_runs_are_found_by_input_and_purpose(self, filled):
        digest = filled.exhibit("E-0001").exhibit.digest
        assert len(filled.runs()) == 6
        assert [r.purpose for r in filled.runs(digest)] == [
            Purpose.EXTRACT_TEXT,
            Purpose.READ,
            Purpose.TRACE,
        ]
        (run,) = filled.runs(digest, Purpose.READ)
        assert run.inputs == (digest,)
        assert set(run.outputs) == {"reading"}

    def test_failures_name_the_exhibits(self, filled):
        (failure,) = filled.failures()
        assert failure.exhibits == ("E-0004",)
        assert (failure.purpose, failure.failure.code) == ("extract-text", "empty")
        assert filled.exhibit("E-0004").failures == (failure,)


class TestStatements:
    def test_statements_come_back_as_they_were_read(self, filled, reading):
        found = filled.statements(exhibit="E-0001")
        assert tuple(record.statement for record in found) == reading.statements
        assert [f.figure for f in filled.figures("E-0001")] == list(reading.figures)
        assert [d.date for d in filled.dates("E-0001")] == list(reading.dates)
        assert [p.place for p in filled.places("E-0001")] == list(reading.places)

    @pytest.mark.parametrize("source", ["ilqar", "İLQAR FERRAND", "Mayor of ORVEL", "ferrand"])
    def test_sources_are_found_without_regard_to_case_and_accents(self, filled, source):
        found = filled.statements(source=source, exhibit="E-0001")
        assert "İlqar Ferrand" in [r.statement.source.name for r in found]

    def test_no_sign_in_a_source_is_a_pattern(self, filled):
        assert filled.statements(source="%") == ()
        assert filled.statements(source="_lqar") == ()

    def test_an_unresolved_source_stays_unresolved(self, case, catalogue, make_statement):
        digest = case.capture(b"page")
        case.read(digest, Reading((make_statement(None),)))
        catalogue.apply_all(case.numbered(), case.read_object)
        (record,) = catalogue.statements()
        assert record.statement.source.name is None
        assert record.statement.chain[0] is None


class TestSearch:
    @pytest.mark.parametrize(
        "query", ["smoke", "SMOKE said", '"saw smoke"', "ferr", "orvel strasse", "Straße", "over"]
    )
    def test_words_are_found_in_texts_and_titles(self, filled, query):
        assert [hit.exhibit for hit in filled.search(query)] == ["E-0001", "E-0003"]

    def test_a_snippet_marks_what_was_found(self, filled):
        hit = filled.search("ferrand")[0]
        assert ("Ferrand", True) in hit.snippet
        whole = "Straße nach Orvel. «We saw smoke», said Ferrand."
        assert "".join(piece for piece, _ in hit.snippet) == whole
        assert hit.title == "Smoke over Orvel"

    @pytest.mark.parametrize(
        "query", ["", "   ", "***", '"', "nothing", '"smoke saw"', "AND", "()"]
    )
    def test_what_is_not_there_is_not_found(self, filled, query):
        assert filled.search(query) == ()

    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(query=st.text(st.sampled_from("smoke \"*()-^:{}+NEAR'\\\x00AND OR") | st.characters()))
    def test_no_query_is_wrong(self, filled, query):
        for hit in filled.search(query):
            assert hit.exhibit in ("E-0001", "E-0003")

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("Rəis İsmayıl gəldi.", "ismayil"),
            ("Rəis İsmayıl gəldi.", "İSMAYIL"),
            ("七名士兵放下武器之后", "士兵"),
            ("七名士兵放下武器之后", '"放下武器"'),
            ("Во дворе был Пётр.", "ПЕТР"),
        ],
    )
    def test_words_of_any_script_are_found(self, case, catalogue, text, query):
        case.extract(case.capture(b"page"), text)
        catalogue.apply_all(case.numbered(), case.read_object)
        (hit,) = catalogue.search(query)
        assert "".join(piece for piece, _ in hit.snippet) == text
        assert any(found for _, found in hit.snippet)

    def test_a_snippet_of_a_long_text_shows_what_is_around(self):
        text = f"{'rain ' * 100}then smoke rose {'and sun ' * 100}"
        pieces = snippet(text, "smoke")
        assert ("smoke", True) in pieces
        whole = "".join(piece for piece, _ in pieces)
        assert whole.startswith("… ")
        assert whole.endswith(" …")
        assert len(whole) < 260

    @given(text=st.text(max_size=400), query=st.text(max_size=8))
    def test_a_snippet_is_made_of_the_text(self, text, query):
        pieces = snippet(text, query)
        whole = "".join(piece for piece, _ in pieces).removeprefix("… ").removesuffix(" …")
        assert " ".join(whole.split()) in " ".join(text.split())

    def test_quotation_marks_make_a_phrase(self):
        assert match_expression('smoke "over the lake" now') == ('"smoke" "over the lake" "now" *')


class TestFamilies:
    def test_matches_and_families_come_back_as_they_were_traced(
        self, filled, found_match, make_family
    ):
        assert [m.match for m in filled.matches()] == [found_match]
        assert filled.matches("E-0002") == filled.matches()
        assert filled.matches("E-0003") == ()
        assert [f.family for f in filled.families()] == [make_family()]
        assert filled.families(FamilyKind.WORDS) == ()
        assert filled.families(exhibit="E-0001") == filled.families()
        assert filled.families(exhibit="E-0004") == ()

    def test_moments_come_back_with_the_pictures_of_both_sides(self, case, catalogue):
        moment = Moment("E-0001", "E-0002", 1.5, 2.0, True, (0.1, 0.0, 0.9, 1.0))
        without = Moment("E-0001", "E-0002", 3.0, 3.5, False)
        names = ["E-0001/1.500", "E-0001/1.500/blurred", "E-0002/2.000", "E-0002/2.000/blurred"]
        kept = {f"picture/{name}": case.keep(name.encode()) for name in names}
        case.capture(b"a")
        case.trace((), (), (moment, without), kept)
        catalogue.apply_all(case.numbered(), case.read_object)
        (record,) = catalogue.moments()
        assert record.moment == moment
        assert [record.a.digest, record.a.blurred, record.b.digest, record.b.blurred] == [
            kept[f"picture/{name}"] for name in names
        ]
        assert (record.a.seconds, record.b.seconds) == (1.5, 2.0)
        case.trace((), ())
        catalogue.apply_all(case.numbered(), case.read_object)
        assert catalogue.moments() == ()

    def test_the_newest_trace_replaces_the_one_before(self, case, catalogue, make_family):
        case.capture(b"a")
        case.trace((), (make_family("F-001"), make_family("F-002")))
        case.trace((), (make_family("F-009"),))
        catalogue.apply_all(case.numbered(), case.read_object)
        (record,) = catalogue.families()
        assert (record.entry, record.family.name) == (3, "F-009")
        assert len(record.family.appearances) == 2


class TestCustody:
    def test_the_case_its_actors_and_acts_are_listed(self, filled, whole_case):
        assert filled.case().name == "Lake road"
        assert [actor.name for actor in filled.actors()] == ["Mira Tolland", "Ada Quill"]
        assert filled.settings_digest() == "77" * 32
        assert filled.timestamps()[0].authority == "Clock Office"
        assert filled.seals()[0].size == 13
        listed = filled.entries()
        assert [e.act for e in listed] == [e.act for e in whole_case.entries]
        assert listed[1].body == json.loads(json.dumps(dict(whole_case.entries[1].body)))
        assert [e.index for e in filled.entries(2, 4)] == [2, 3]
        assert filled.entries(5, 6)[0].act is Act.ACTOR_ADDED

    def test_an_object_leads_to_the_entries_about_it(self, filled):
        page = filled.exhibit("E-0001")
        assert filled.entries_about(page.exhibit.digest) == (1, 3, 6, 7, 11)
        assert filled.entries_about(page.text_digest) == (6,)

    def test_everything_is_counted(self, filled):
        counts = filled.counts()
        assert (counts.entries, counts.exhibits, counts.objects) == (16, 4, 3)
        assert (counts.documents, counts.media, counts.failures) == (1, 1, 1)
        assert (counts.statements, counts.figures, counts.matches) == (4, 2, 1)
        assert (counts.families, counts.timestamps, counts.seals, counts.actors) == (1, 1, 1, 2)
