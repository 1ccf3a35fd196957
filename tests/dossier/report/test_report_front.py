"""The front page explains itself, and downloaders' records stand under their clips."""

from __future__ import annotations

import dataclasses

import html5lib
import pytest

from firsthand.dossier.report import render_report
from firsthand.dossier.report_records import records_among
from firsthand.evidence.exhibits import exhibit_number
from firsthand.evidence.times import TimeInterval


def text_of(page: bytes) -> str:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page.decode())
    return " ".join("".join(tree.find("body").itertext()).split())


def with_record(content, clip="E-0006", ordinal=9, folder="/home/ines/tunnel/"):
    """The case with one more exhibit: the record of a clip, which names it as its own."""
    name = "harbour_live_copy.info.json"
    exhibits = []
    for one in content.exhibits:
        if one.exhibit.number == clip:
            capture = dataclasses.replace(
                one.exhibit.capture,
                facts={"sidecar": name},
                claimed={"title": "water at the gates", "uploader": "quay_watcher"},
            )
            exhibit = dataclasses.replace(one.exhibit, capture=capture)
            when = TimeInterval(content.opened_at, content.opened_at)
            exhibits.append(dataclasses.replace(one, exhibit=exhibit, posted=when))
        else:
            exhibits.append(one)
    last = exhibits[-1]
    capture = dataclasses.replace(last.exhibit.capture, name=name, origin=folder + name)
    exhibit = dataclasses.replace(
        last.exhibit, number=exhibit_number(ordinal), digest="9" * 64, capture=capture
    )
    record = dataclasses.replace(last, exhibit=exhibit, media_type="application/json")
    return dataclasses.replace(content, exhibits=(*exhibits, record))


def test_the_front_page_says_what_this_is_what_was_found_and_what_is_not_proven(content):
    page = text_of(render_report(content)["index.html"])
    assert "A sealed case file of 8 exhibits: 4 documents, 3 clips and pictures and 1 other" in page
    assert "2 statements and passages recur in several documents. 1 of them has a" in page
    assert "1 recording was posted more than once. It has a clear earliest posting." in page
    assert "Printed figures differ for people." in page
    assert page.index("What is not proven") < page.index("When each appearance")
    assert "That anything said or shown in an exhibit is true." in page


def test_a_case_without_families_says_that_nothing_recurs(content):
    page = text_of(render_report(dataclasses.replace(content, families=()))["index.html"])
    assert "No two exhibits share words or shots." in page


def test_a_record_stands_under_its_clip_and_nowhere_else(content):
    report = render_report(with_record(content))
    front, listing = text_of(report["index.html"]), text_of(report["exhibits.html"])
    assert "1 downloader’s record" in front
    assert report["index.html"].count(b"E-0009") == 0
    assert "8 in this case, besides 1 downloader’s record" in listing
    assert "Downloader’s record: E-0009" in listing
    assert "The downloader’s record is E-0009." in text_of(report["exhibits/E-0006.html"])
    assert "what a platform said about E-0006" in text_of(report["exhibits/E-0009.html"])


def test_what_a_record_claims_names_the_clip_and_its_time(content):
    page = text_of(render_report(with_record(content))["exhibits/E-0006.html"])
    assert "water at the gates" in page
    assert "quay_watcher, 4 March 2026, 09:00:00 UTC · as a downloader’s record says" in page


def test_a_file_of_that_name_in_another_folder_is_no_record_of_the_clip(content):
    found = records_among(with_record(content, folder="/home/ines/other/").exhibits)
    assert (dict(found.of_clip), dict(found.of_record)) == ({}, {})


def test_a_record_captured_twice_belongs_to_its_clip_both_times(content):
    once = with_record(content)
    again = dataclasses.replace(
        once.exhibits[-1],
        exhibit=dataclasses.replace(once.exhibits[-1].exhibit, number="E-0010"),
    )
    found = records_among((*once.exhibits, again))
    assert found.of_clip == {"E-0006": ("E-0009", "E-0010")}
    assert found.of_record == {"E-0009": ("E-0006",), "E-0010": ("E-0006",)}


@pytest.mark.parametrize("named", [None, 7, "", "gate.info.json"])
def test_a_clip_that_names_no_record_that_is_there_has_none(content, named):
    odd = with_record(content)
    clip = odd.exhibits[5]
    capture = dataclasses.replace(clip.exhibit.capture, facts={"sidecar": named})
    clip = dataclasses.replace(clip, exhibit=dataclasses.replace(clip.exhibit, capture=capture))
    assert not records_among((clip, odd.exhibits[-1])).of_clip


def test_mirrored_copies_can_be_turned_round_without_a_script(content):
    page = render_report(content)["families/0003.html"].decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    boxes = [box for box in tree.iter("input") if box.get("type") == "checkbox"]
    labels = [label.get("for") for label in tree.iter("label")]
    assert [box.get("id") for box in boxes] == labels == ["flip-1"]
