"""The pages hold together: clean HTML, links that lead somewhere, nothing loaded from afar."""

from __future__ import annotations

import dataclasses
import posixpath
from urllib.parse import urldefrag

import html5lib
import pytest

from firsthand.dossier.report import (
    POLICY,
    exhibit_paths,
    picture_path,
    render_report,
    report_pictures,
)
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.exhibits import exhibit_number
from firsthand.evidence.times import UNKNOWN_TIME

EVIL = (
    "</title></script><script>alert(1)</script><img src=https://evil.example/x onerror=a()>"
    "\"' onclick='a()' {{ 7*7 }} \u202e\u2066 \x00\x1b\ud83d javascript:a()"
)


def parsed(page):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page.decode("utf-8"))


def pages(report):
    return {path: parsed(data) for path, data in report.items() if path.endswith(".html")}


def poisoned(value, text=EVIL):
    """The same value with every free string in it replaced by a hostile one."""
    if isinstance(value, str) and type(value) is str:
        return text
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if isinstance(value, dict):
        return {text: poisoned(next(iter(value.values()), text), text)}
    if dataclasses.is_dataclass(value):
        keep = {"number", "digest", "blurred", "exhibit", "a", "b"}
        fields = {
            f.name: poisoned(getattr(value, f.name), text)
            for f in dataclasses.fields(value)
            if f.name not in keep or dataclasses.is_dataclass(getattr(value, f.name))
        }
        return dataclasses.replace(value, **fields)
    return value


def test_the_same_content_gives_the_same_bytes(content):
    assert render_report(content) == render_report(content)


def test_every_page_is_clean_html_under_a_strict_policy(content):
    for page in pages(render_report(content)).values():
        metas = {m.get("http-equiv"): m.get("content") for m in page.iter("meta")}
        assert metas["Content-Security-Policy"] == POLICY
        assert POLICY.startswith("default-src 'none'")
        assert not [e for e in page.iter() if e.get("style")]
        assert len(list(page.iter("h1"))) == 1
        assert all(image.get("alt") for image in page.iter("img"))


def assert_links_hold(report, pictures):
    trees = pages(report)
    anchors = {path: {e.get("id") for e in tree.iter()} for path, tree in trees.items()}
    for path, tree in trees.items():
        ids = [e.get("id") for e in tree.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        for element in tree.iter():
            for name in ("href", "src"):
                link = element.get(name)
                if link is None:
                    continue
                target, fragment = urldefrag(link)
                full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                full = full if target else path
                assert full in report or full in pictures, (path, link)
                assert not fragment or fragment in anchors[full], (path, link)


def test_every_link_leads_to_a_page_an_anchor_or_a_picture_of_the_report(content):
    assert_links_hold(render_report(content), report_pictures(content))


def test_hostile_strings_everywhere_never_become_markup_or_loads(content):
    evil = poisoned(content)
    report = render_report(evil)
    assert_links_hold(report, report_pictures(evil))
    for page in pages(report).values():
        assert {script.get("src", "").rpartition("/")[2] for script in page.iter("script")} == {
            "report.js"
        }
        for element in page.iter():
            assert not [name for name in element.keys() if name.startswith("on")]  # noqa: SIM118
            for name in ("href", "src", "srcset", "action", "data", "poster"):
                assert ":" not in element.get(name, "")
    assert b"{{ 7*7 }}" in report["index.html"]


def test_a_word_of_a_megabyte_does_not_multiply_over_the_pages(content):
    report = render_report(poisoned(content, "w" * 1_000_000))
    assert len(report["index.html"]) < 8_000_000


def test_addresses_are_text_and_not_links(content):
    page = parsed(render_report(content)["exhibits/E-0001.html"])
    address = content.exhibits[0].document.description.address
    assert address in "".join(page.itertext())
    assert not [a for a in page.iter("a") if "://" in a.get("href")]


def test_the_text_on_an_exhibits_page_is_the_text_of_the_exhibit(content):
    report = render_report(content)
    for exhibit in content.exhibits:
        if exhibit.document:
            page = parsed(report[f"exhibits/{exhibit.exhibit.number}.html"])
            texts = [d for d in page.iter("div") if d.get("class") == "text"]
            assert "".join("".join(t.itertext()) for t in texts) == exhibit.document.text


@pytest.mark.parametrize("path", ["exhibits/E-0005.html", "families/0003.html"])
def test_clear_pictures_are_shown_only_inside_closed_details(content, path):
    page = parsed(render_report(content)[path])
    pictures = [p for e in content.exhibits for p in e.pictures]
    pictures += [p for moment in content.moments for p in (moment.a, moment.b)]
    clear = {f"../{picture_path(p.digest)}" for p in pictures}
    hidden = [
        image.get("src")
        for veil in page.iter("details")
        if veil.get("open") is None
        for seen in veil.findall("span")
        for image in seen.findall("img")
    ]
    shown = [i.get("src") for i in page.iter("img") if i.get("src") in clear]
    assert shown
    assert sorted(shown) == sorted(hidden)


def test_the_front_page_says_what_is_not_timestamped(content):
    seal = dataclasses.replace(content.verification, timestamps=())
    page = parsed(render_report(dataclasses.replace(content, verification=seal))["index.html"])
    assert "not yet timestamped" in " ".join("".join(page.itertext()).split())


def test_a_failure_is_told_on_the_front_page_and_on_its_exhibit(content):
    report = render_report(content)
    for path in ("index.html", "exhibits/E-0008.html"):
        assert "The file is encrypted" in "".join(parsed(report[path]).itertext())


def test_numbers_that_are_no_file_names_get_pages_inside_the_report(content):
    odd = dataclasses.replace(content.exhibits[0].exhibit, number="../../etc/passwd")
    paths = exhibit_paths([dataclasses.replace(content.exhibits[0], exhibit=odd)])
    assert paths == {"../../etc/passwd": "exhibits/exhibit-1.html"}


def test_a_digest_that_is_none_cannot_name_a_picture():
    with pytest.raises(MalformedValueError):
        picture_path("../../index")


def test_an_empty_case_has_a_front_page(content):
    empty = dataclasses.replace(content, exhibits=(), families=(), matches=(), runs=())
    assert_links_hold(render_report(empty), {})


def test_a_family_that_names_unknown_exhibits_is_still_shown(content):
    orphaned = dataclasses.replace(content, exhibits=content.exhibits[:1])
    assert_links_hold(render_report(orphaned), report_pictures(orphaned))


def many(content, count):
    """A case of `count` exhibits with statements, each in a family with its neighbour."""
    first = content.exhibits[0]
    exhibits = tuple(
        dataclasses.replace(
            first,
            exhibit=dataclasses.replace(
                first.exhibit, number=exhibit_number(n + 1), digest=f"{n:064x}"
            ),
        )
        for n in range(count)
    )
    one = content.families[1]
    families = tuple(
        dataclasses.replace(
            one,
            appearances=tuple(
                dataclasses.replace(a, exhibit=exhibit_number(n + k + 1))
                for k, a in enumerate(one.appearances)
            ),
        )
        for n in range(0, count, 2)
    )
    return dataclasses.replace(content, exhibits=exhibits, families=families, matches=())


def test_two_thousand_exhibits_make_pages_whose_sizes_do_not_grow_with_the_case(content):
    sizes = {}
    for count in (200, 2000):
        report = render_report(many(content, count))
        sizes[count] = max(len(data) for path, data in report.items() if path != "index.html")
        assert len([p for p in report if p.startswith("exhibits/")]) == count
        if count == 200:
            assert_links_hold(report, {})
    assert sizes[2000] < 3 * sizes[200]


def test_a_case_without_any_known_time_has_a_timeline(content):
    families = tuple(
        dataclasses.replace(
            f,
            appearances=tuple(
                dataclasses.replace(a, published=UNKNOWN_TIME) for a in f.appearances
            ),
        )
        for f in content.families
    )
    page = parsed(render_report(dataclasses.replace(content, families=families))["index.html"])
    assert "time unknown" in "".join(page.itertext())
