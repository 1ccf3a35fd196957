"""What machine runs found, as rows: by purpose, from the objects that the run left."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Table

from firsthand.catalogue import schema
from firsthand.catalogue.folding import folded, searchable
from firsthand.catalogue.rows import Rows
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.entries import Purpose
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, MediaDescription, Moment
from firsthand.evidence.json_values import from_json, instant_to_text, to_json
from firsthand.evidence.statements import DateMention, Figure, PlaceMention, Reading, Statement

_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
ReadObject = Callable[[str], bytes]
_PICTURE = re.compile(r"picture/(\d{1,9}(?:\.\d{1,9})?)(/blurred)?")
_TRACED_PICTURE = re.compile(r"picture/([^/]{1,40})/(\d{1,9}(?:\.\d{1,9})?)(/blurred)?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the run of entry `index` left about the object `digest`.

    `again` is true where there was a run of the same purpose before, whose rows are replaced.
    """

    index: int
    purpose: Purpose
    digest: str
    outputs: Mapping[str, str]
    again: bool
    read_object: ReadObject

    def parsed(self, name: str) -> Any:
        """An output that is JSON; raises `MalformedValueError`, or what reading raises."""
        try:
            untrusted = self.read_object(self.outputs[name]).decode("utf-8")
            return json.loads(untrusted, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise MalformedValueError("it is not JSON in UTF-8") from None


def stage_outcome(rows: Rows, outcome: Outcome) -> None:
    """Stage the rows of an outcome.

    Raises what reading and parsing the outputs raises; the caller throws the rows away. A run
    without outputs (a failed one) leaves what was found before.
    """
    stage = _PURPOSES.get(outcome.purpose)
    if outcome.outputs and stage is not None:
        stage(rows, outcome)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _extracted(rows: Rows, outcome: Outcome) -> None:
    title = None
    if "document" in outcome.outputs:
        untrusted = outcome.parsed("document")
        if not isinstance(untrusted, dict):
            raise MalformedValueError("the document should be an object")
        document = from_json(DocumentText, {**untrusted, "text": ""})
        published = document.description.published
        title = document.description.title
        rows.put(
            schema.documents,
            digest=outcome.digest,
            document_digest=outcome.outputs["document"],
            media_type=document.media_type,
            title=title,
            outlet=document.description.outlet,
            published_earliest=published.earliest and instant_to_text(published.earliest),
            published_latest=published.latest and instant_to_text(published.latest),
            value=dumps(document),
            entry=outcome.index,
        )
    if "text" in outcome.outputs:
        words = outcome.read_object(outcome.outputs["text"]).decode("utf-8")
        if outcome.again:
            rows.clear(schema.search_texts, digest=outcome.digest)
        rows.put(
            schema.texts,
            digest=outcome.digest,
            text_digest=outcome.outputs["text"],
            characters=len(words),
            title=title,
            text=words,
            entry=outcome.index,
        )
        rows.put(
            schema.search_texts,
            rowid=outcome.index,
            title=searchable(title or ""),
            text=searchable(words),
            digest=outcome.digest,
        )


def _read(rows: Rows, outcome: Outcome) -> None:
    if "reading" not in outcome.outputs:
        return
    reading = from_json(Reading, outcome.parsed("reading"))
    rows.put(
        schema.readings,
        digest=outcome.digest,
        reading_digest=outcome.outputs["reading"],
        engine=reading.engine,
        entry=outcome.index,
    )
    _clear(rows, outcome, schema.statements)
    for position, statement in enumerate(reading.statements):
        _put_statement(rows, outcome, position, statement)
    mentions: tuple[tuple[Table, Sequence[Figure | DateMention | PlaceMention]], ...] = (
        (schema.figures, reading.figures),
        (schema.dates, reading.dates),
        (schema.places, reading.places),
    )
    for table, found in mentions:
        _clear(rows, outcome, table)
        for position, mention in enumerate(found):
            rows.put(
                table,
                digest=outcome.digest,
                position=position,
                text=mention.text,
                start=mention.start,
                end=mention.end,
                value=dumps(mention),
                entry=outcome.index,
            )


def _put_statement(rows: Rows, outcome: Outcome, position: int, statement: Statement) -> None:
    source = statement.source
    names = [source.name, source.mention, source.role, *statement.chain]
    rows.put(
        schema.statements,
        digest=outcome.digest,
        position=position,
        source=source.name,
        source_folded=folded("\n".join(dict.fromkeys(name for name in names if name))),
        source_kind=str(source.kind),
        kind=str(statement.kind),
        stance=str(statement.stance),
        content=statement.content,
        start=statement.start,
        end=statement.end,
        value=dumps(statement),
        entry=outcome.index,
    )


def _described(rows: Rows, outcome: Outcome) -> None:
    if "description" in outcome.outputs:
        media = from_json(MediaDescription, outcome.parsed("description"))
        rows.put(
            schema.media,
            digest=outcome.digest,
            description_digest=outcome.outputs["description"],
            container=media.container,
            codec=media.codec,
            duration=media.duration,
            value=dumps(media),
            entry=outcome.index,
        )
    plain: dict[float, str] = {}
    blurred: dict[float, str] = {}
    for name, picture in outcome.outputs.items():
        found = _PICTURE.fullmatch(name)
        if found:
            (blurred if found[2] else plain)[float(found[1])] = picture
    _clear(rows, outcome, schema.pictures)
    for seconds, picture in sorted(plain.items()):
        rows.put(
            schema.pictures,
            digest=outcome.digest,
            seconds=seconds,
            picture_digest=picture,
            blurred_digest=blurred.get(seconds),
            entry=outcome.index,
        )


def _fingerprinted(rows: Rows, outcome: Outcome) -> None:
    if "fingerprint" in outcome.outputs:
        rows.put(
            schema.fingerprints,
            digest=outcome.digest,
            fingerprint_digest=outcome.outputs["fingerprint"],
            entry=outcome.index,
        )


def _traced(rows: Rows, outcome: Outcome) -> None:
    """The newest trace replaces all of the one before it."""
    if "trace" not in outcome.outputs:
        return
    untrusted = outcome.parsed("trace")
    if not isinstance(untrusted, dict):
        raise MalformedValueError("the trace should be an object")
    untrusted_matches = untrusted.get("matches", [])
    untrusted_families = untrusted.get("families", [])
    untrusted_moments = untrusted.get("moments", [])
    if not all(
        isinstance(each, list)
        for each in (untrusted_matches, untrusted_families, untrusted_moments)
    ):
        raise MalformedValueError("matches, families and moments should be lists")
    for table in (
        schema.matches,
        schema.families,
        schema.appearances,
        schema.ties,
        schema.moments,
    ):
        rows.clear(table)
    for position, one in enumerate(untrusted_matches):
        match = from_json(Match, one)
        rows.put(
            schema.matches,
            position=position,
            a=match.a,
            b=match.b,
            score=match.score,
            value=dumps(match),
            entry=outcome.index,
        )
    for position, one in enumerate(untrusted_families):
        _put_family(rows, outcome.index, position, from_json(Family, one))
    _put_moments(rows, outcome, [from_json(Moment, one) for one in untrusted_moments])


def _put_moments(rows: Rows, outcome: Outcome, moments: Sequence[Moment]) -> None:
    """The moments that have their pictures among the run's outputs, clear and blurred."""
    pictures = {
        (found[1], float(found[2]), bool(found[3])): digest
        for name, digest in outcome.outputs.items()
        if (found := _TRACED_PICTURE.fullmatch(name))
    }
    for position, moment in enumerate(moments):
        sides = ((moment.a, moment.a_seconds), (moment.b, moment.b_seconds))
        digests = [pictures.get((*side, soft)) for side in sides for soft in (False, True)]
        if None in digests:
            continue
        rows.put(
            schema.moments,
            position=position,
            value=dumps(moment),
            a_picture=digests[0],
            a_blurred=digests[1],
            b_picture=digests[2],
            b_blurred=digests[3],
            entry=outcome.index,
        )


def _put_family(rows: Rows, index: int, number: int, family: Family) -> None:
    rows.put(
        schema.families,
        position=number,
        name=family.name,
        kind=str(family.kind),
        leads_to=family.origin.leads_to,
        basis=family.origin.basis,
        origin=dumps(family.origin),
        entry=index,
    )
    for position, appearance in enumerate(family.appearances):
        rows.put(
            schema.appearances,
            family=number,
            position=position,
            exhibit=appearance.exhibit,
            value=dumps(appearance),
            entry=index,
        )
    for position, tie in enumerate(family.ties):
        rows.put(
            schema.ties,
            family=number,
            position=position,
            a=tie.a,
            b=tie.b,
            relation=tie.relation,
            value=dumps(tie),
            entry=index,
        )


def _clear(rows: Rows, outcome: Outcome, table: Table) -> None:
    if outcome.again:
        rows.clear(table, digest=outcome.digest)


def dumps(value: Any) -> str:
    """JSON text, the same for the same value; raises `ValueError` for infinite numbers."""
    return _TEXT.encode(to_json(value))


_PURPOSES: Mapping[Purpose, Callable[[Rows, Outcome], None]] = {
    Purpose.EXTRACT_TEXT: _extracted,
    Purpose.READ: _read,
    Purpose.DESCRIBE_MEDIA: _described,
    Purpose.FINGERPRINT: _fingerprinted,
    Purpose.TRACE: _traced,
}
