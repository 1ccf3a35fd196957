"""The report: static pages, read straight from disk, without network, without need of a script.

Everything on the pages comes from hostile material and goes through Jinja's autoescape and
`report_text`. A strict content security policy forbids all but the style sheet, the script and
the pictures beside the pages. (`file:` stands beside `'self'` in it because Firefox gives a page
opened from disk an origin that `'self'` never matches.)
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from firsthand.dossier.report_comparisons import comparisons
from firsthand.dossier.report_content import (
    MachineRun,
    ReportContent,
    ReportedExhibit,
    ShownMoment,
)
from firsthand.dossier.report_differences import compared, differing_figures
from firsthand.dossier.report_findings import Counted, what_is_open, what_it_is, what_was_found
from firsthand.dossier.report_naming import exhibit_title, published, publisher
from firsthand.dossier.report_proofs import not_proven, proven
from firsthand.dossier.report_records import records_among
from firsthand.dossier.report_templates import environment
from firsthand.dossier.report_text import passages, speaker_colours
from firsthand.dossier.report_timeline import timeline
from firsthand.dossier.report_tracks import tracks
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.families import Family, FamilyKind
from firsthand.evidence.statements import Statement

POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' file:; script-src 'self' file:; "
    "base-uri 'none'; form-action 'none'"
)
#: Rows of a table on the front page, and on a page of its own.
FRONT_ROWS, PAGE_ROWS = 40, 400
#: Pictures beside a family in a list of families.
STRIP = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement with where it stands: the exhibit, and its place in that reading."""

    exhibit: ReportedExhibit
    place: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A machine run that failed, and the exhibits whose bytes it could not do its part with."""

    run: MachineRun
    exhibits: tuple[str, ...]


def render_report(content: ReportContent) -> Mapping[str, bytes]:
    """All pages and assets of the report by relative path; its front page is `index.html`.

    The pictures that the pages show are not among them: see `report_pictures`.
    """
    return dict(render_pages(content))


def report_pictures(content: ReportContent) -> Mapping[str, str]:
    """Where pictures must lie beside the report: relative path → digest of the object."""
    pictures = [picture for exhibit in content.exhibits for picture in exhibit.pictures]
    pictures += [picture for one in content.moments for picture in (one.a, one.b)]
    return {
        picture_path(digest): digest
        for picture in pictures
        for digest in (picture.digest, picture.blurred)
    }


def picture_path(digest: str) -> str:
    """The path of a picture inside the report; raises `MalformedValueError` for no digest."""
    if not _DIGEST.fullmatch(digest):
        raise MalformedValueError(f"{digest[:80]!r} is not the digest of a picture")
    return f"pictures/{digest}.jpg"


def render_pages(content: ReportContent) -> Iterator[tuple[str, bytes]]:
    """The pages and assets one after another, for cases whose report is written as it is made."""
    for name in ("report.css", "report.js"):
        asset = resources.files("firsthand.dossier") / "static" / name
        yield name, asset.read_bytes()
    book = _Book(content)
    yield book.page("index.html", "index.html", **book.front())
    for kind, rows in book.listings():
        pages = [rows[n : n + PAGE_ROWS] for n in range(0, len(rows), PAGE_ROWS)] or [rows]
        for number, page_rows in enumerate(pages):
            yield book.page(
                listing_path(kind, number),
                "listing.html",
                kind=kind,
                rows=page_rows,
                number=number,
                pages=len(pages),
                total=len(rows),
            )
    for exhibit in content.exhibits:
        yield book.page(book.paths[exhibit.exhibit.number], "exhibit.html", **book.about(exhibit))
    for place, family in enumerate(content.families):
        yield book.page(family_path(place), "family.html", **book.family(place, family))


def listing_path(kind: str, number: int = 0) -> str:
    """The path of the `number`-th page (from 0) of a table that has pages of its own."""
    return f"{kind}-{number + 1}.html" if number else f"{kind}.html"


def family_path(place: int) -> str:
    """The path of the page on the family at `place`; its name is free text and takes no part."""
    return f"families/{place + 1:04d}.html"


def exhibit_paths(exhibits: Sequence[ReportedExhibit]) -> Mapping[str, str]:
    """The path of each exhibit's page by its number; odd numbers get a plain ordinal."""
    paths = {}
    for place, exhibit in enumerate(exhibits):
        number = exhibit.exhibit.number
        name = number if _SAFE_NAME.fullmatch(number) else f"exhibit-{place + 1}"
        paths[number] = f"exhibits/{name}.html"
    return paths


class _Book:
    """What the pages share: the tables that lead from one thing to another, and the templates."""

    def __init__(self, content: ReportContent) -> None:
        self.content = content
        self.paths = exhibit_paths(content.exhibits)
        self._exhibits = {e.exhibit.number: e for e in content.exhibits}
        self._actors = {actor.key: actor.name for actor in content.verification.actors}
        self._families: dict[str, list[int]] = defaultdict(list)
        for place, family in enumerate(content.families):
            for number in dict.fromkeys(a.exhibit for a in family.appearances):
                self._families[number].append(place)
        self._matches: dict[str, list[Any]] = defaultdict(list)
        for match in content.matches:
            for number in dict.fromkeys((match.a, match.b)):
                self._matches[number].append(match)
        self._moments: dict[str, list[ShownMoment]] = defaultdict(list)
        for moment in content.moments:
            self._moments[moment.moment.a].append(moment)
        self._numbers: dict[str, list[str]] = defaultdict(list)
        for exhibit in content.exhibits:
            self._numbers[exhibit.exhibit.digest].append(exhibit.exhibit.number)
        self._failures: dict[str, list[FailureLine]] = defaultdict(list)
        for line in self.failures():
            for number in line.exhibits:
                self._failures[number].append(line)
        self._statements = [
            StatementLine(exhibit, place, statement)
            for exhibit in content.exhibits
            for place, statement in enumerate(exhibit.reading.statements if exhibit.reading else ())
        ]
        self._figures = differing_figures(content.exhibits)
        self.records = records_among(content.exhibits)

    def failures(self) -> list[FailureLine]:
        """Every failed machine run, in the order of the log."""
        return [
            FailureLine(
                run, tuple(n for digest in run.inputs for n in self._numbers.get(digest, ()))
            )
            for run in self.content.runs
            if run.failure is not None
        ]

    def page(self, path: str, template: str, **context: Any) -> tuple[str, bytes]:
        """One page, rendered; links in it are relative to its own folder."""
        root = "../" * path.count("/")
        links: dict[str, Callable[..., str]] = {
            "exhibit_link": lambda number: self._link(root, number),
            "family_link": lambda place: root + family_path(place),
            "listing_link": lambda kind, number=0: root + listing_path(kind, number),
            "picture_link": lambda digest: root + picture_path(digest),
        }
        html = (
            environment()
            .get_template(template)
            .render(
                content=self.content,
                root=root,
                policy=POLICY,
                path=path,
                book=self,
                **links,
                **context,
            )
        )
        return path, html.encode("utf-8", "replace")

    def _link(self, root: str, number: str) -> str:
        path = self.paths.get(number)
        return root + path if path else ""

    def front(self) -> Mapping[str, Any]:
        """What the front page shows: the case at a glance."""
        content = self.content
        others = [
            (e.exhibit.number, published(e))
            for e in self._told_apart()
            if not self._families.get(e.exhibit.number)
        ]
        counted = Counted(
            records=len(self.records.of_record),
            statements=len(self._statements),
            speakers=len({s.statement.source.name for s in self._statements} - {None}),
            figures=tuple(figure.counted for figure in self._figures),
            failures=len(self.failures()),
        )
        return {
            "what_it_is": what_it_is(content, counted),
            "what_was_found": what_was_found(content, counted),
            "what_is_open": what_is_open(content),
            "statements": self._statements,
            "figures": self._figures,
            "failures": self.failures(),
            "family_rows": list(enumerate(content.families)),
            "timeline": timeline(content.families, others),
            "front_rows": FRONT_ROWS,
            "proven": proven(content),
            "not_proven": not_proven(content),
        }

    def listings(self) -> list[tuple[str, Sequence[Any]]]:
        """The tables with pages of their own; all but the exhibits' only when the front is full."""
        long: list[tuple[str, Sequence[Any]]] = [
            ("statements", self._statements),
            ("families", list(enumerate(self.content.families))),
            ("figures", self._figures),
            ("failures", self.failures()),
        ]
        full = [(kind, rows) for kind, rows in long if len(rows) > FRONT_ROWS]
        return [("exhibits", self._told_apart()), *full]

    def _told_apart(self) -> list[ReportedExhibit]:
        """The exhibits without downloaders' records, which are told of under their clips."""
        records = self.records.of_record
        return [e for e in self.content.exhibits if e.exhibit.number not in records]

    def about(self, exhibit: ReportedExhibit) -> Mapping[str, Any]:
        """What the page of one exhibit shows."""
        number = exhibit.exhibit.number
        reading = exhibit.reading
        place = self._places[number]
        around = self.content.exhibits
        return {
            "it": exhibit,
            "records": self.records.of_clip.get(number, ()),
            "clips": self.records.of_record.get(number, ()),
            "passages": list(passages(exhibit.document.text, reading)) if exhibit.document else [],
            "colours": speaker_colours(reading.statements if reading else ()),
            "failures": self._failures.get(number, []),
            "matches": self._matches.get(number, []),
            "families": [(n, self.content.families[n]) for n in self._families.get(number, [])],
            "before": around[place - 1].exhibit.number if place > 0 else None,
            "after": around[place + 1].exhibit.number if place + 1 < len(around) else None,
        }

    @functools.cached_property
    def _places(self) -> Mapping[str, int]:
        return {number: place for place, number in enumerate(self.paths)}

    def family(self, place: int, family: Family) -> Mapping[str, Any]:
        """What the page of one family shows."""
        footage = family.kind is FamilyKind.FOOTAGE
        first = family.appearances[0].excerpt if family.appearances else ""
        return {
            "family": family,
            "place": place,
            "tracks": tracks(family, self._exhibits) if footage else None,
            "comparisons": comparisons(family, self._moments_of(family)) if footage else {},
            "differences": []
            if footage
            else [compared(first, a.excerpt) for a in family.appearances],
        }

    def _moments_of(self, family: Family) -> list[ShownMoment]:
        exhibits = dict.fromkeys(a.exhibit for a in family.appearances)
        return [moment for number in exhibits for moment in self._moments.get(number, ())]

    def publisher(self, number: str) -> str:
        """The outlet or account that an exhibit is from, as it or a record beside it says."""
        exhibit = self._exhibits.get(number)
        return publisher(exhibit) if exhibit else ""

    def title(self, number: str) -> str:
        """A short name of an exhibit: the title that the document gives itself, else its file."""
        exhibit = self._exhibits.get(number)
        return exhibit_title(exhibit) if exhibit else ""

    def family_title(self, family: Family) -> str:
        """What a family is about, in one line: its words, or the clip that is its first."""
        if not family.appearances:
            return family.name
        first = family.appearances[0]
        if family.kind is FamilyKind.WORDS and first.excerpt:
            quoted = first.excerpt[0] in '“„«‘"'
            return first.excerpt if quoted else f"“{first.excerpt}”"
        others = len({a.exhibit for a in family.appearances}) - 1
        more = f" and {others} more" if others else ""
        shown = self._exhibits.get(first.exhibit)
        if shown is None or (title := exhibit_title(shown)) == shown.exhibit.capture.name:
            return f"{self.title(first.exhibit) or first.exhibit}{more}"
        return f"“{title}”{more}"

    def blurred(self, family: Family) -> list[tuple[str, str]]:
        """Up to three exhibits of a footage family, each with a blurred picture of its stretch."""
        if family.kind is not FamilyKind.FOOTAGE:
            return []
        found: dict[str, str] = {}
        for a in family.appearances:
            exhibit = self._exhibits.get(a.exhibit)
            pictures = exhibit.pictures if exhibit else ()
            inside = [p for p in pictures if a.start <= p.seconds <= a.end]
            if inside and len(found) < STRIP:
                middle = min(inside, key=lambda p: abs(p.seconds - (a.start + a.end) / 2))
                found.setdefault(a.exhibit, middle.blurred)
        return list(found.items())

    def actor(self, key: str) -> str:
        """The recorded name of a key, else the key's beginning."""
        return self._actors.get(key) or f"key {key[:16]}…"
