"""What others said before: chains, citing, insertions, outlets and the page's own furniture.

All people, places and outlets are invented.
"""

from __future__ import annotations

import pytest

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import SourceKind, Stance
from firsthand.reading.reader import read_by_rules as read

PAGE = DocumentDescription(outlet="Halden Review")


def chains(text, description=PAGE):
    return {s.content: s.chain for s in read(text, description).statements}


def said(text, description=None):
    return [(s.source.name, s.content) for s in read(text, description).statements]


class TestChainsNameEveryLinkOriginFirst:
    def test_what_somebody_told_that_others_had_found(self):
        text = "Two aides told the Tarn Post that reports had established that a unit took part."
        assert chains(text)["a unit took part"] == (
            "reports", "Two aides", "Tarn Post", "Halden Review",
        )  # fmt: skip

    def test_whom_an_outlet_cites_before_it_reports(self):
        text = "The Quell Courier, citing Tarn Wire, reports that “studies had shown that it fell.”"
        assert chains(text)["it fell"] == (
            "studies", "Tarn Wire", "Quell Courier", "Halden Review",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "Studies had shown that it fell, Tarn Wire reported, citing two aides.",
            "Citing two aides, Tarn Wire reported that studies had shown that it fell.",
            "Tarn Wire reported, citing two aides, that studies had shown that it fell.",
        ],
    )
    def test_whom_an_outlet_cites_wherever_it_says_so(self, text):
        found = chains(text)["it fell"]
        assert [link.lower() for link in found] == [
            "studies", "two aides", "tarn wire", "halden review",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "“We saw it,” Ada Marsh said, as quoted by Radio Tarn.",
            "“We saw it,” Ada Marsh said in remarks carried by Radio Tarn.",
            "“We saw it,” Ada Marsh said in a statement published by the news agency Radio Tarn.",
        ],
    )
    def test_the_outlet_that_carried_the_words_is_a_link(self, text):
        assert chains(text)["We saw it"] == ("Ada Marsh", "Radio Tarn", "Halden Review")

    def test_what_the_hearer_passes_on(self):
        text = "The cook heard from a driver that the bridge was gone."
        assert chains(text)["the bridge was gone"] == ("driver", "cook", "Halden Review")

    def test_who_told_is_the_source_of_a_passive(self):
        text = "Ada Marsh said she had been told by two guards that the road was shut."
        assert chains(text)["the road was shut"] == ("two guards", "Ada Marsh", "Halden Review")


@pytest.mark.parametrize(
    "insertion",
    [
        "who asked not to be named",
        "who asked that her surname not be used",
        "speaking on condition of anonymity because she was not allowed to talk",
        "herself wounded",
        "who lost a son",
        "citing her own notes",
    ],
)
def test_what_stands_between_a_source_and_its_cue_is_stepped_over(insertion):
    found = said(f"A resident, {insertion}, told our researchers that shots were heard.")
    assert ("resident", "shots were heard") in found
    assert not any("named" in content or "used" in content for _, content in found)


def test_two_statements_of_one_subject_stay_two():
    text = "A medic, who said he had been there, told the Tarn Post that shots were heard."
    assert said(text) == [("medic", "he had been there"), ("medic", "shots were heard")]


class TestWhatStandsAround:
    def test_a_parenthesis_in_a_relative_clause_holds_only_its_clause(self):
        text = "The photograph shows Lund with a man who, prosecutors say, ordered the killings."
        assert ("prosecutors", "ordered the killings") in said(text)
        assert ("prosecutors", text[:-1]) not in said(text)

    def test_a_demand_ends_before_the_next_speaker(self):
        text = "When the guard asked for papers, Holm said she had none."
        assert said(text) == [("guard", "papers"), ("Holm", "she had none")]

    def test_a_reason_is_not_cited_as_a_source(self):
        text = "Citing security concerns, the ministry declined to name the village."
        assert said(text) == [("ministry", "to name the village")]

    def test_a_name_behind_a_whole_quotation_is_no_speaker(self):
        text = "“I said to him: ‘Go home.’ He said: ‘I am home.’” Petra Lund wiped her eyes."
        assert "Petra Lund" not in [name for name, _ in said(text)]

    def test_asked_opens_an_adjunct_and_names_nobody(self):
        text = "Asked about the fuel, the head of the service, Pavel Rudin, said: “I read it.”"
        assert said(text) == [("Pavel Rudin", "I read it.")]

    def test_what_a_video_only_seems_to_show_is_kept(self):
        text = "A video, first posted on her page, appears to show soldiers beating a man."
        (statement,) = read(text).statements
        assert statement.content == "soldiers beating a man"
        assert statement.source.kind is SourceKind.DOCUMENT
        assert statement.confidence <= 0.5

    def test_speech_goes_on_behind_a_gesture(self):
        text = "“The enemy,” Ada Marsh said, pointing at the hill, “is there.”"
        assert said(text) == [("Ada Marsh", "The enemy"), ("Ada Marsh", "is there.")]


class TestAccusations:
    def test_the_content_is_what_the_other_is_accused_of(self):
        text = "Vellia accused neighbouring Orrland on Friday of killing guards, as a video spread."
        (statement,) = read(text).statements
        assert statement.content == "killing guards"
        assert statement.stance is Stance.CONDEMNS
        assert (statement.source.name, statement.source.kind) == (
            "Vellia", SourceKind.ORGANISATION,
        )  # fmt: skip

    def test_a_person_with_a_role_who_accuses_stays_a_person(self):
        text = "Mayor Dana Wirth came. Wirth accused Orrland of lying."
        assert read(text).statements[0].source.kind is SourceKind.PERSON


class TestNobodySaidIt:
    @pytest.mark.parametrize(
        "text",
        [
            "Nobody can tell me who said it first.",
            "Neither outlet says whose plan it was.",
            "They can say what they like.",
            "The Tarn Post could not verify when the video was filmed.",
            "The ministry, asked for a comment, sent a picture.",
            "“They mocked her and they hated us,” he wrote on the wall of the Inn.",
        ],
    )
    def test_no_false_statement_is_made_of_it(self, text):
        outer = [s for s in read(text).statements if "mocked her and" not in s.content]
        assert outer == []

    def test_a_wish_of_others_inside_a_quotation_is_the_speakers_own_words(self):
        text = "“The families want to know where the bodies are,” said Ada Marsh."
        assert said(text) == [("Ada Marsh", "The families want to know where the bodies are")]


class TestFurniture:
    page = (
        "Six dead at the dam, ministry says\n\nBy Tom Arden, The Harbour Times\n\n14 March 2025\n\n"
        "Share this\n\nPhoto: Lise Moor says nothing of it\n\nAda Marsh said nobody came.\n"
    )

    def test_headline_byline_date_and_caption_are_no_statements(self):
        assert said(self.page) == [("Ada Marsh", "nobody came")]

    def test_the_title_of_the_description_is_none_wherever_it_stands(self):
        text = "News.\n\nMayor says the dam held.\n\nAda Marsh said nobody came.\n"
        description = DocumentDescription(title="Mayor says the dam held")
        assert said(text, description) == [("Ada Marsh", "nobody came")]

    def test_an_item_of_a_ticker_without_a_full_stop_is_read(self):
        text = "14:20 The army denies that it fired\n\n14:10 The mayor came.\n"
        assert said(text) == [("army", "it fired")]


class TestKindsOfSources:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Breaking Harbours reports, “It is over.”", "Breaking Harbours"),
            ("The newspaper Kurmin wrote that it is over.", "Kurmin"),
            ("The portal Eastgate said that it is over.", "Eastgate"),
            ("Radio Tarn said that it is over.", "Radio Tarn"),
            ("Read the newspaper Kurmin. Kurmin said that it is over.", "Kurmin"),
        ],
    )
    def test_an_outlet_is_known_by_what_it_is_called_and_does(self, text, name):
        source = read(text).statements[-1].source
        assert (source.name, source.kind) == (name, SourceKind.OUTLET)

    def test_a_ministry_that_reports_is_no_outlet(self):
        (statement,) = read("The Ministry of Health reports, “It is over.”").statements
        assert statement.source.kind is SourceKind.ORGANISATION

    def test_a_version_of_a_video_is_a_document(self):
        (statement,) = read("The longest version of the video shows four men.").statements
        assert statement.source.kind is SourceKind.DOCUMENT
        assert statement.content == "four men"

    def test_a_state_is_no_part_of_an_outlets_name(self):
        text = "Japan expressed its concern. Read more in the Japan News."
        (statement,) = read(text).statements
        assert (statement.source.name, statement.source.kind) == ("Japan", SourceKind.ORGANISATION)

    def test_a_person_with_a_countrys_name_keeps_it(self):
        text = "Mayor Ada Jordan came. “We saw it,” Jordan said."
        assert said(text) == [("Ada Jordan", "We saw it")]

    def test_the_owner_of_a_ministry_belongs_to_its_name(self):
        text = "Vell's Foreign Ministry denied that. The ministry said it was calm."
        assert {s.source.name for s in read(text).statements} == {"Vell's Foreign Ministry"}


class TestRolesAndNames:
    @pytest.mark.parametrize(
        ("text", "name", "role"),
        [
            ("“No,” said its spokeswoman, Miriam Orr.", "Miriam Orr", "spokeswoman"),
            ("Speaker of the Ministry of Defence Sona Belak wrote: «No».", "Sona Belak",
             "Speaker of the Ministry of Defence"),
            ("Witness Marit Sol stated: “No.”", "Marit Sol", "Witness"),
        ],
    )  # fmt: skip
    def test_a_role_before_or_behind_a_name_is_its_role(self, text, name, role):
        (statement,) = read(text).statements
        assert (statement.source.name, statement.source.role) == (name, role)

    def test_a_role_before_a_name_between_commas_is_remembered(self):
        text = "The mayor, Ilse Dorn, came early. “I counted,” Dorn said."
        source = read(text).statements[0].source
        assert (source.name, source.role) == ("Ilse Dorn", "mayor")

    def test_speech_without_its_marks_belongs_to_the_fullest_name(self):
        text = "The Ministry of Peace met. The ministry uttered, Six guards died at the bridge."
        assert said(text) == [("Ministry of Peace", "Six guards died at the bridge")]

    def test_a_label_in_capitals_is_the_person_it_names(self):
        text = (
            "SPOKESWOMAN TARA WELD: Good day.\n\nQUESTION: Why?\n\nWELD: Because.\n\nQUESTION: So?"
        )
        assert [name for name, _ in said(text)] == ["Tara Weld", None, "Tara Weld", None]


class TestTheAuthorsOwnWords:
    letter = (
        "Dear editors,\n\nfor the families I state the following.\n\n“We found no cut in it.”\n"
    )
    author = DocumentDescription(authors=("Nadja Verrin",))

    def test_a_quotation_that_the_author_introduces_as_i_is_the_authors(self):
        (statement,) = read(self.letter, self.author).statements
        assert (statement.source.name, statement.chain) == ("Nadja Verrin", ("Nadja Verrin",))
        assert statement.source.mention == "I"

    def test_without_one_author_who_is_a_person_it_stays_unresolved(self):
        for authors in ((), ("Nadja Verrin", "Bo Dell"), ("Ministry of Peace",)):
            description = DocumentDescription(authors=authors)
            assert said(self.letter, description) == [(None, "We found no cut in it.")]

    def test_a_quotation_that_nothing_introduces_stays_unresolved(self):
        assert said("A day passed.\n\n“We found no cut in it.”", self.author)[0][0] is None


def test_a_country_is_never_taken_for_an_outlet_named_after_it():
    text = (
        "Norway expressed its concern over the shelling.\n\n"
        "The Norway Herald reports that two boats were lost. Read more in the Norway Herald."
    )
    names = [s.source.name for s in read(text).statements]
    assert names[0] == "Norway"
    assert "Norway Herald" in names
