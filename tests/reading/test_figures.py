"""How many of what, with the range that the words allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.reading.reader import read_by_rules as read


def figures(text):
    return [(f.value, f.low, f.high, f.unit, f.counted) for f in read(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine soldiers died.", (9, 9, 9, None, "soldiers")),
        ("They saw 300 Syrian fighters there.", (300, 300, 300, None, "Syrian fighters")),
        ("At least nine soldiers died.", (9, 9, None, None, "soldiers")),
        ("More than 1,200 people fled.", (1200, 1200, None, None, "people")),
        ("Up to 40 tanks were lost.", (40, None, 40, None, "tanks")),
        ("Fewer than ten houses stand.", (10, None, 10, None, "houses")),
        ("About 300 people came.", (300, None, None, None, "people")),
        ("Some 200 men were held.", (200, None, None, None, "men")),
        ("Nearly half a million people fled.", (500_000, None, None, None, "people")),
        ("Two dozen houses burned.", (24, 24, 24, None, "houses")),
        ("It cost $3.5 million.", (3_500_000, 3_500_000, 3_500_000, "$", None)),
        ("It is 40 km away.", (40, 40, 40, "km", None)),
        ("It lasted twelve hours.", (12, 12, 12, "hours", None)),
        ("It took 69 percent of the imports.", (69, 69, 69, "percent", "of the imports")),
        ("It fell by 12%.", (12, 12, 12, "percent", None)),
        ("Between 3 and 5 soldiers died.", (None, 3, 5, None, "soldiers")),
        ("There were 10–15 men.", (None, 10, 15, None, "men")),
        ("At least 664,000 and possibly as many as 1.2 million died.",
         (None, 664_000, 1_200_000, None, None)),
        ("Two to three million people fled.", (None, 2_000_000, 3_000_000, None, "people")),
        ("One hundred and twenty-three men came.", (123, 123, 123, None, "men")),
        ("Several hundred people came.", (None, None, None, None, "people")),
        ("“We saw between three and five trucks,” he said.", (None, 3, 5, None, "trucks")),
        ("Some 40 percent of the town is gone.", (40, None, None, "percent", "of the town")),
        ("1.5 million Vellians lived there.", (1_500_000,) * 3 + (None, "Vellians")),
    ],
)  # fmt: skip
def test_a_figure_has_its_range_its_unit_and_what_it_counts(text, expected):
    assert figures(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "It happened in 1915.",
        "From 2016–2020 nothing changed.",
        "On 5 May 2021 it rained.",
        "On September 13 it rained.",
        "At 12:30 p.m. it rained.",
        "At 05:40 local time it rained.",
        "The Channel 9 crew and a T-72 came.",
        "Under resolution 1244 nothing changed.",
        "The 3rd Brigade left.",
        "Call +374 10 555 555 now.",
        "The 19-year-old left.",
        "In the 1990s it was quiet.",
        "No one came, and one of them left.",
    ],
)
def test_years_dates_times_names_and_ordinals_are_no_figures(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dozens of men were held.", (None, None, None, None, "men")),
        ("Scores of houses burned.", (None, None, None, None, "houses")),
        ("Tens of thousands of people fled.", (None, None, None, None, "people")),
        ("A third of the village is gone.", (1 / 3,) * 3 + (None, "of the village")),
        ("Prices rose by two thirds.", (2 / 3,) * 3 + (None, None)),
        ("The wave was half a metre high.", (0.5, 0.5, 0.5, "metre", None)),
        ("It cost one and a half per cent.", (1.5, 1.5, 1.5, "per cent", None)),
        ("She counted a hundred and twelve graves.", (112, 112, 112, None, "graves")),
        ("Four more bodies were found.", (4, 4, 4, None, "bodies")),
        ("Nine of them were children.", (9, 9, 9, None, "of them")),
        ("He treated 31 wounded there.", (31, 31, 31, None, "wounded")),
        ("Up to 30 tonnes of diesel leaked.", (30, None, 30, "tonnes", "diesel")),
        ("They seized 310 cartons of cigarettes.", (310,) * 3 + (None, "cartons of cigarettes")),
        ("A single shell killed one gardener.", (1, 1, 1, None, "gardener")),
        ("The doctor who saw the three noted a fracture.", (3, 3, 3, None, None)),
        ("Around 300 people spent the winter there.", (300, None, None, None, "people")),
        ("Drones flew over two barracks.", (2, 2, 2, None, "barracks")),
        ("Those add up to 212 sheep.", (212, 212, 212, None, "sheep")),
    ],
)  # fmt: skip
def test_shares_vague_numbers_and_what_they_count(text, expected):
    value, low, high, unit, counted = expected
    ((v, lo, hi, u, c),) = figures(text)
    assert (v, lo, hi) == (pytest.approx(value), pytest.approx(low), pytest.approx(high))
    assert ("percent" if unit == "per cent" else unit, counted) == (u, c)


@pytest.mark.parametrize(
    ("text", "hedge", "of"),
    [
        ("At least nine soldiers died.", "At least", None),
        ("Possibly as many as forty tents stood there.", "Possibly as many as", None),
        ("Three Lorvani soldiers died.", None, "Lorvani"),
        ("Three soldiers of the 4th Brigade died.", None, "of the 4th Brigade"),
        ("Two of our lorries burned.", None, "of our lorries"),
        ("The ministry counted its nine tanks.", None, "its"),
        ("Between three and five trucks came.", "Between and", None),
    ],
)
def test_a_figure_keeps_its_hedge_and_whose_it_is(text, hedge, of):
    (figure,) = read(text).figures
    assert (figure.hedge, figure.of) == (hedge, of)


@pytest.mark.parametrize(
    "text",
    [
        "Mara Velin, 39, was there.",
        "A girl of nineteen was there.",
        "She is sixty-six.",
        "We were sent home at ten.",
        "The two-seater fell.",
        "It was the twenty-ninth of May.",
        "The patient in bed 6 slept.",
        "One does what one can.",
        "She told Radio Two Banks so.",
    ],
)
def test_ages_hours_names_and_compounds_are_no_figures(text):
    assert figures(text) == []


@given(st.text(alphabet=st.sampled_from("0123456789 ,.-%$ofahlnirdtesm’'\n"), max_size=120))
def test_figures_never_raise_and_point_at_their_words(text):
    for figure in read(text).figures:
        assert text[figure.start : figure.end] == figure.text
        assert figure.text.strip() == figure.text != ""


def test_list_numbers_are_no_figures():
    assert figures("1. The road\n2. The bridge\n") == []


def test_a_bare_count_in_the_same_sentence_counts_what_the_first_does():
    text = "Vell first spoke of six dead, its mayor counts eight."
    assert [f[4] for f in figures(text)] == ["dead", "dead"]


def test_a_bare_number_elsewhere_counts_nothing():
    text = "Vell spoke of six dead. The mayor gave away nine, and took two."
    assert [f[4] for f in figures(text)][1:] == [None, None]
