"""Who said what, sentence by sentence. All people, places and outlets are invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import SourceKind, Stance, StatementKind
from firsthand.evidence.times import TimeInterval
from firsthand.reading.reader import read_by_rules as read


def said(text):
    return [(s.source.name, s.content) for s in read(text).statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We saw it,” said Ada Marsh.", ("Ada Marsh", "We saw it")),
        ("“We saw it,” Ada Marsh said.", ("Ada Marsh", "We saw it")),
        ("Ada Marsh said, “We saw it.”", ("Ada Marsh", "We saw it.")),
        ("Ada Marsh said: “We saw it.”", ("Ada Marsh", "We saw it.")),
        ("Ada Marsh said that the road was mined.", ("Ada Marsh", "the road was mined")),
        ("Ada Marsh said the road was mined.", ("Ada Marsh", "the road was mined")),
        ("The road was mined, Ada Marsh said.", ("Ada Marsh", "The road was mined")),
        ("The road was mined, according to Ada Marsh.", ("Ada Marsh", "The road was mined")),
        ("According to Ada Marsh, the road was mined.", ("Ada Marsh", "the road was mined")),
        ("As Ada Marsh noted, the road was mined.", ("Ada Marsh", "the road was mined")),
        ("Ada Marsh told Bo Dell that the road was mined.", ("Ada Marsh", "the road was mined")),
        ("Ada Marsh uttered, I can show the graves to you.",
         ("Ada Marsh", "I can show the graves to you")),
        ("“We saw it.” — Ada Marsh", ("Ada Marsh", "We saw it.")),
        ("“We saw it,” Ada Marsh fumed.", ("Ada Marsh", "We saw it")),
        ("Ada Marsh was blunt: “We saw it.”", ("Ada Marsh", "We saw it.")),
        ("Ada Marsh, who lost a son, said the road was mined.",
         ("Ada Marsh", "the road was mined")),
        ("Ada Marsh (head of the council) said the road was mined.",
         ("Ada Marsh", "the road was mined")),
        ("The Kestrel Post quoted Ada Marsh as saying the road was mined.",
         ("Ada Marsh", "the road was mined")),
        ("Ada Marsh is sure that the road was mined.", ("Ada Marsh", "the road was mined")),
        ("Ada Marsh’s claim that the road was mined is new.", ("Ada Marsh", "the road was mined")),
        ("Two officials said the road was mined.", ("Two officials", "the road was mined")),
        ("Residents of the village of Orlen told reporters they had heard shots.",
         ("Residents of the village of Orlen", "they had heard shots")),
        ("Intelligence reports had established that the road was mined.",
         ("Intelligence reports", "the road was mined")),
        ("The indictment says the road was mined.", ("indictment", "the road was mined")),
        ("The road was mined, according to documents seen by the Examiner.",
         ("documents seen by the Examiner", "The road was mined")),
        ("The road was mined, prosecutors told the court on Thursday.",
         ("prosecutors", "The road was mined")),
        ("Video posted by the group Riverwatch shows a burning truck.",
         ("Video posted by the group Riverwatch", "a burning truck")),
    ],
)  # fmt: skip
def test_a_statement_has_its_speaker_and_its_words(text, expected):
    assert expected in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "„We saw it“, said Ada Marsh.",
        "«We saw it», said Ada Marsh.",
        "»We saw it«, said Ada Marsh.",
        "‹We saw it›, said Ada Marsh.",
        "‘We saw it,’ said Ada Marsh.",
        '"We saw it," said Ada Marsh.',
        "'We saw it,' said Ada Marsh.",
        "「We saw it」 said Ada Marsh.",
        "``We saw it,'' said Ada Marsh.",
        "“We saw it,” - said Ada Marsh.",
    ],
)
def test_quotation_marks_of_every_style_hold_the_words(text):
    assert said(text) == [("Ada Marsh", "We saw it")]


def test_an_interrupted_quotation_is_two_statements_of_one_speaker():
    text = "“We saw it,” Ada Marsh said, “and nobody came.”"
    assert said(text) == [("Ada Marsh", "We saw it"), ("Ada Marsh", "and nobody came.")]


def test_a_quotation_over_paragraphs_has_one_speaker():
    text = "“We saw it,” Ada Marsh said. “It burned.\n\n“It burned all night.\n\n“Then it rained.”"
    assert said(text) == [
        ("Ada Marsh", "We saw it"),
        ("Ada Marsh", "It burned."),
        ("Ada Marsh", "It burned all night."),
        ("Ada Marsh", "Then it rained."),
    ]


def test_an_unclosed_quotation_ends_at_its_cue():
    text = "“We saw the fire, said Ada Marsh. Then the army came."
    assert said(text) == [("Ada Marsh", "We saw the fire")]


def test_apostrophes_are_no_quotation_marks():
    text = "The soldiers' families don't know. 'We can't sleep,' said Ada Marsh."
    assert said(text) == [("Ada Marsh", "We can't sleep")]


def test_a_title_and_a_scare_quotation_are_no_statements():
    assert said("The play “The Lost Harbour” was shown to the “Wolf” unit.") == []


def test_a_quotation_behind_the_full_stop_of_another_speaker_is_not_hers():
    statements = said("Ada Marsh said, “I am sure.” Bo Dell left the room.")
    assert statements == [("Ada Marsh", "I am sure.")]


def test_the_fullest_name_and_its_role_are_found():
    text = "Ada Marsh, the mayor of Quell, was there. “We saw it,” Marsh said."
    (statement,) = read(text).statements
    assert statement.source.name == "Ada Marsh"
    assert statement.source.role == "mayor of Quell"
    assert statement.source.mention == "Marsh"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("“No,” said Colonel Juri Andresk.", "Juri Andresk", "Colonel"),
        ("The former president of Vell (Omar Lund) said: “No.”", "Omar Lund",
         "former president of Vell"),
        ("Foreign Ministry spokesman Ivo Karr said: “No.”", "Ivo Karr",
         "Foreign Ministry spokesman"),
        ("Its spokesman, Ivo Karr, said: “No.”", "Ivo Karr", "spokesman"),
        ("Greta Vance, the OSD Group Co-Chair of Orr, said: “No.”", "Greta Vance",
         "OSD Group Co-Chair of Orr"),
        ("One of them, Petro Hallan, a 29-year-old electrician, said: “No.”", "Petro Hallan",
         "29-year-old electrician"),
        ("General Staff Aron Vels (Head of the Armed Forces) said: “No.”", "Aron Vels",
         "Head of the Armed Forces"),
    ],
)  # fmt: skip
def test_roles_are_kept_as_printed(text, name, role):
    (statement,) = read(text).statements
    assert (statement.source.name, statement.source.role) == (name, role)
    assert statement.source.kind is SourceKind.PERSON


def test_a_definite_role_is_the_one_person_who_has_it():
    text = "Governor Edda Sorn arrived late. The governor said the bridge was safe."
    assert said(text) == [("Edda Sorn", "the bridge was safe")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("The Ministry of Defence of Vell", SourceKind.ORGANISATION),
        ("Police", SourceKind.ORGANISATION),
        ("The Harbour Times", SourceKind.OUTLET),
        ("Channel 9", SourceKind.OUTLET),
        ("The indictment", SourceKind.DOCUMENT),
        ("A report by Open Ledger", SourceKind.DOCUMENT),
        ("Two officials", SourceKind.UNNAMED),
        ("Ada Marsh", SourceKind.PERSON),
        ("Japan", SourceKind.ORGANISATION),
        ("She", SourceKind.UNRESOLVED),
    ],
)
def test_sources_have_their_kind(name, kind):
    (statement,) = read(f"{name} said that the road was mined.").statements
    assert statement.source.kind is kind


class TestNoSpeakerIsGuessed:
    def test_a_pronoun_with_one_person_in_reach_is_resolved(self):
        text = "“We left,” said Ada Marsh. “It was late,” she said."
        assert said(text)[1] == ("Ada Marsh", "It was late")

    def test_a_pronoun_behind_two_people_stays_unresolved(self):
        text = "Mayor Dana Wirth and Captain Rolf Stern came. “It will hold,” he said."
        (statement,) = read(text).statements
        assert statement.source.kind is SourceKind.UNRESOLVED
        assert (statement.source.name, statement.source.mention) == (None, "he")

    def test_a_person_named_in_between_leaves_the_pronoun_unresolved(self):
        text = "“We left,” said Ada Marsh. Bo Dell stayed. “It was late,” he said."
        assert said(text)[1] == (None, "It was late")

    def test_a_pronoun_of_the_other_gender_stays_unresolved(self):
        text = "“We left,” said Mr. Marsh. “It was late,” she said."
        assert said(text)[1] == (None, "It was late")

    def test_an_unknown_speaker_in_reach_leaves_the_pronoun_unresolved(self):
        text = "“We left,” he said. “I stayed,” said Ada Marsh. “It was late,” he said."
        assert [name for name, _ in said(text)] == [None, "Ada Marsh", None]

    def test_a_name_that_two_people_share_stays_unresolved(self):
        text = "John Marsh met Ada Marsh. Marsh said the road was mined."
        assert said(text) == [(None, "the road was mined")]

    def test_a_quotation_alone_in_its_paragraph_stays_unresolved(self):
        text = "Ada Marsh and Bo Dell came.\n\n“There is no water here.”"
        assert said(text) == [(None, "There is no water here.")]

    def test_what_is_alleged_by_nobody_stays_unresolved(self):
        (statement,) = read("It is alleged that the unit fired first.").statements
        assert statement.source.kind is SourceKind.UNRESOLVED
        assert statement.content == "the unit fired first"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The army denied that it had fired.", Stance.DENIES),
        ("Ada Marsh doubts that account.", Stance.DOUBTS),
        ("Ada Marsh called on the army to leave.", Stance.DEMANDS),
        ("Ada Marsh urged both sides to stop.", Stance.DEMANDS),
        ("Ada Marsh condemned the strike.", Stance.CONDEMNS),
        ("Ada Marsh accused the army of lying.", Stance.CONDEMNS),
        ("Ada Marsh declined to comment.", Stance.DECLINES),
        ("The ministry did not respond to a request for comment.", Stance.DECLINES),
        ("Ada Marsh believes that the army fired.", Stance.BELIEVES),
        ("Ada Marsh does not believe that the army fired.", Stance.DOUBTS),
        ("Ada Marsh noted the concern of her country.", Stance.ASSERTS),
        ("Ada Marsh expressed concern about the raid.", Stance.ASSERTS),
    ],
)
def test_the_stance_is_that_of_the_cue(text, stance):
    (statement,) = read(text).statements
    assert statement.stance is stance


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ada Marsh said: “We left.”", StatementKind.DIRECT),
        ("Ada Marsh said they had left.", StatementKind.INDIRECT),
        ("Ada Marsh said they had “left in tears” at night.", StatementKind.MIXED),
        ("Ada Marsh uttered, I have seen the graves.", StatementKind.DIRECT),
    ],
)
def test_the_kind_says_whose_words_they_are(text, kind):
    (statement,) = read(text).statements
    assert statement.kind is kind


class TestChains:
    text = (
        "Reports from the hills\n\nBy Tom Arden, The Harbour Times\n\n"
        "The Kestrel Post reports, “… intelligence reports had established that nine men passed.”"
    )

    def test_a_nested_statement_has_every_link_origin_first(self):
        outer, inner = read(self.text).statements
        assert outer.chain == ("Kestrel Post", "The Harbour Times")
        assert inner.chain == ("intelligence reports", "Kestrel Post", "The Harbour Times")

    def test_a_byline_above_the_outlet_names_the_root(self):
        head = "A headline here\n\nTom Arden and Lise Moor\n\nHarbour Times\n\n"
        chain = read(head + "Ada Marsh said no one came.").statements[0].chain
        assert chain == ("Ada Marsh", "Harbour Times")

    def test_the_description_names_the_root_before_the_text_does(self):
        description = DocumentDescription(outlet="Tern Bay Examiner")
        assert read(self.text, description).statements[0].chain[-1] == "Tern Bay Examiner"

    def test_an_unknown_outlet_is_left_out(self):
        assert read("Ada Marsh said no one came.").statements[0].chain == ("Ada Marsh",)

    def test_the_outlet_that_speaks_itself_stands_once(self):
        description = DocumentDescription(outlet="The Harbour Times")
        (statement,) = read("Harbour Times recently said, “We go on.”", description).statements
        assert statement.chain == ("Harbour Times",)

    def test_an_outlet_that_was_told_is_a_link(self):
        (statement,) = read("Ada Marsh told the Kestrel Post that nobody came.").statements
        assert statement.chain == ("Ada Marsh", "Kestrel Post")

    def test_who_is_cited_is_the_origin(self):
        text = "The Kestrel Post said nobody came, citing two officials."
        chains = {s.chain for s in read(text).statements}
        assert chains == {("Kestrel Post",), ("two officials", "Kestrel Post")}

    def test_an_unresolved_link_is_kept_open(self):
        text = "“We left,” he said. She said that Ada Marsh denied the raid."
        chains = [s.chain for s in read(text).statements]
        assert ("Ada Marsh", None) in chains


def test_what_a_speaker_tells_of_others_is_no_statement_of_hers():
    text = "Ada Marsh uttered, I can show what they did (they beat him, and mocked him to the end)."
    (statement,) = read(text).statements
    assert statement.content.startswith("I can show")


class TestTurns:
    def test_named_turns_are_statements_of_their_speakers(self):
        text = "CHAIR: Were you there?\n\nALDOUS: I was.\n\nCHAIR: When?\n\nALDOUS: At six."
        assert said(text) == [
            ("CHAIR", "Were you there?"),
            ("Aldous", "I was."),
            ("CHAIR", "When?"),
            ("Aldous", "At six."),
        ]

    def test_answers_belong_to_the_one_person_introduced(self):
        text = "An interview with Nadia Fesk\n\nQ: Were you there?\n\nA: I was."
        assert said(text) == [(None, "Were you there?"), ("Nadia Fesk", "I was.")]

    def test_answers_stay_unresolved_when_two_are_introduced(self):
        text = "Nadia Fesk and Tom Arden talk\n\nQ: Were you there?\n\nA: I was."
        assert [name for name, _ in said(text)] == [None, None]


def test_confidence_and_engine_are_recorded():
    reading = read("“We saw it,” said Ada Marsh. The army denied the raid.")
    assert reading.engine == "rules-2"
    assert [s.engine for s in reading.statements] == ["rules-2", "rules-2"]
    assert [s.confidence for s in reading.statements] == [0.95, 0.55]


def test_dates_are_resolved_against_the_time_of_publication():
    day = TimeInterval(datetime(2023, 5, 10, 8, tzinfo=UTC), datetime(2023, 5, 10, 8, tzinfo=UTC))
    (mention,) = read("It fell yesterday.", DocumentDescription(published=day)).dates
    assert mention.interval.earliest == datetime(2023, 5, 8, 10, tzinfo=UTC)


_PIECES = st.sampled_from(
    [
        "“", "”", "„", "‘", "’", "«", "»", '"', "'", "``", "''", " ", "\n", "\n\n", ",", ".", ":",
        "(", ")", "—", "said", "that", "Ada Marsh", "the", "and", "who", "citing", "quoted",
        "as saying", "according to", "told", "he", "Q: ", "A: ", "nine", "1,200", "2016–2020",
        "May 5", "3/4/2023", "12:30", "million", "between", "to", "in", "Lake", "’s", "I", "claims",
        "\u200b", "\ud800", "é", "Ж", "。", "1", "-",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join),
                 st.lists(_PIECES, max_size=60).map(" ".join)))  # fmt: skip
def test_no_text_raises_and_every_offset_points_at_its_words(text):
    reading = read(text)
    assert reading == read(text)
    for statement in reading.statements:
        assert text[statement.start : statement.end] == statement.content != ""
        assert 0 < statement.confidence < 1
    for found in (*reading.figures, *reading.dates, *reading.places):
        assert text[found.start : found.end] == found.text != ""


@pytest.mark.parametrize(
    "unit",
    [
        "“",
        '"',
        "he said ",
        "according to ",
        "A (",
        "a, ",
        "1 to ",
        "“x,” said A, ",
        "“‘",
        "twenty ",
    ],
)
def test_hostile_repetition_ends(unit):
    text = unit * (30_000 // len(unit))
    for statement in read(text).statements:
        assert text[statement.start : statement.end] == statement.content
