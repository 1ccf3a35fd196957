"""What machine runs found, as rows: by purpose, from the objects that the run left."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from sqlalchemy import Connection, Table, delete, select, text
from sqlalchemy.dialects.sqlite import insert

from firsthand.catalogue import schema
from firsthand.catalogue.folding import folded, searchable
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.entries import Purpose
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, MediaDescription
from firsthand.evidence.json_values import from_json, instant_to_text, to_json
from firsthand.evidence.statements import DateMention, Figure, PlaceMention, Reading, Statement

ReadObject = Callable[[str], bytes]
_PICTURE = re.compile(r"picture/(\d{1,9}(?:\.\d{1,9})?)(/blurred)?")


def apply_outcome(
    connection: Connection,
    index: int,
    purpose: Purpose,
    digest: str,
    outputs: Mapping[str, str],
    read_object: ReadObject,
) -> None:
    """Replace the rows of this purpose about the object `digest` by those of the run.

    Raises what reading and parsing the outputs raises; the caller rolls back. A run without
    outputs (a failed one) leaves the rows of the run before it.
    """
    if outputs:
        _PURPOSES[purpose](connection, index, digest, outputs, read_object)


def clear_failures(connection: Connection, purpose: Purpose, digest: str) -> None:
    """A later run of the same purpose answers for the object; the runs keep what was before."""
    failures = schema.failures.c
    connection.execute(
        delete(schema.failures).where(failures.digest == digest, failures.purpose == str(purpose))
    )


def parse_json(untrusted: bytes) -> Any:
    """JSON as stored by a run; raises `MalformedValueError`."""
    try:
        return json.loads(untrusted.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise MalformedValueError("it is not JSON in UTF-8") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _extracted(
    connection: Connection,
    index: int,
    digest: str,
    outputs: Mapping[str, str],
    read_object: ReadObject,
) -> None:
    title = None
    if "document" in outputs:
        untrusted = parse_json(read_object(outputs["document"]))
        if not isinstance(untrusted, dict):
            raise MalformedValueError("the document should be an object")
        document = from_json(DocumentText, {**untrusted, "text": ""})
        described = document.description
        title = described.title
        _replace(
            connection,
            schema.documents,
            digest=digest,
            document_digest=outputs["document"],
            media_type=document.media_type,
            title=title,
            outlet=described.outlet,
            published_earliest=_instant(described.published.earliest),
            published_latest=_instant(described.published.latest),
            value=_dumps(document),
            entry=index,
        )
    if "text" in outputs:
        words = read_object(outputs["text"]).decode("utf-8")
        before = connection.execute(
            select(schema.texts.c.entry).where(schema.texts.c.digest == digest)
        ).scalar()
        if before is not None:
            connection.execute(text("DELETE FROM search_texts WHERE rowid = :row"), {"row": before})
        _replace(
            connection,
            schema.texts,
            digest=digest,
            text_digest=outputs["text"],
            characters=len(words),
            title=title,
            text=words,
            entry=index,
        )
        connection.execute(
            text(
                "INSERT INTO search_texts (rowid, title, text, digest) "
                "VALUES (:row, :title, :words, :digest)"
            ),
            {
                "row": index,
                "title": searchable(title or ""),
                "words": searchable(words),
                "digest": digest,
            },
        )


def _read(
    connection: Connection,
    index: int,
    digest: str,
    outputs: Mapping[str, str],
    read_object: ReadObject,
) -> None:
    if "reading" not in outputs:
        return
    reading = from_json(Reading, parse_json(read_object(outputs["reading"])))
    _replace(
        connection,
        schema.readings,
        digest=digest,
        reading_digest=outputs["reading"],
        engine=reading.engine,
        entry=index,
    )
    statements = [
        {**_statement_row(statement), "digest": digest, "position": position, "entry": index}
        for position, statement in enumerate(reading.statements)
    ]
    _refill(connection, schema.statements, digest, statements)
    mentions: tuple[tuple[Table, Sequence[Figure | DateMention | PlaceMention]], ...] = (
        (schema.figures, reading.figures),
        (schema.dates, reading.dates),
        (schema.places, reading.places),
    )
    for table, found in mentions:
        rows = [
            {
                "digest": digest,
                "position": position,
                "text": mention.text,
                "start": mention.start,
                "end": mention.end,
                "value": _dumps(mention),
                "entry": index,
            }
            for position, mention in enumerate(found)
        ]
        _refill(connection, table, digest, rows)


def _statement_row(statement: Statement) -> dict[str, Any]:
    source = statement.source
    names = [source.name, source.mention, source.role, *statement.chain]
    return {
        "source": source.name,
        "source_folded": folded("\n".join(dict.fromkeys(name for name in names if name))),
        "source_kind": str(source.kind),
        "kind": str(statement.kind),
        "stance": str(statement.stance),
        "content": statement.content,
        "start": statement.start,
        "end": statement.end,
        "value": _dumps(statement),
    }


def _described(
    connection: Connection,
    index: int,
    digest: str,
    outputs: Mapping[str, str],
    read_object: ReadObject,
) -> None:
    if "description" in outputs:
        media = from_json(MediaDescription, parse_json(read_object(outputs["description"])))
        _replace(
            connection,
            schema.media,
            digest=digest,
            description_digest=outputs["description"],
            container=media.container,
            codec=media.codec,
            duration=media.duration,
            value=_dumps(media),
            entry=index,
        )
    plain: dict[float, str] = {}
    blurred: dict[float, str] = {}
    for name, picture in outputs.items():
        found = _PICTURE.fullmatch(name)
        if found:
            (blurred if found[2] else plain)[float(found[1])] = picture
    rows = [
        {
            "digest": digest,
            "seconds": seconds,
            "picture_digest": picture,
            "blurred_digest": blurred.get(seconds),
            "entry": index,
        }
        for seconds, picture in sorted(plain.items())
    ]
    _refill(connection, schema.pictures, digest, rows)


def _fingerprinted(
    connection: Connection,
    index: int,
    digest: str,
    outputs: Mapping[str, str],
    _: ReadObject,
) -> None:
    if "fingerprint" in outputs:
        _replace(
            connection,
            schema.fingerprints,
            digest=digest,
            fingerprint_digest=outputs["fingerprint"],
            entry=index,
        )


def _traced(
    connection: Connection,
    index: int,
    _: str,
    outputs: Mapping[str, str],
    read_object: ReadObject,
) -> None:
    """The newest trace replaces all of the one before it."""
    if "trace" not in outputs:
        return
    untrusted = parse_json(read_object(outputs["trace"]))
    if not isinstance(untrusted, dict):
        raise MalformedValueError("the trace should be an object")
    untrusted_matches = untrusted.get("matches", [])
    untrusted_families = untrusted.get("families", [])
    if not isinstance(untrusted_matches, list) or not isinstance(untrusted_families, list):
        raise MalformedValueError("matches and families should be lists")
    matches = [from_json(Match, one) for one in untrusted_matches]
    families = [from_json(Family, one) for one in untrusted_families]
    for table in (schema.matches, schema.families, schema.appearances, schema.ties):
        connection.execute(delete(table))
    _insert(connection, schema.matches, [
        {"position": n, "a": m.a, "b": m.b, "score": _finite(m.score), "value": _dumps(m),
         "entry": index}
        for n, m in enumerate(matches)
    ])  # fmt: skip
    for number, family in enumerate(families):
        _family_rows(connection, index, number, family)


def _family_rows(connection: Connection, index: int, number: int, family: Family) -> None:
    connection.execute(
        schema.families.insert().values(
            position=number,
            name=family.name,
            kind=str(family.kind),
            leads_to=family.origin.leads_to,
            basis=family.origin.basis,
            origin=_dumps(family.origin),
            entry=index,
        )
    )
    _insert(connection, schema.appearances, [
        {"family": number, "position": n, "exhibit": a.exhibit, "value": _dumps(a), "entry": index}
        for n, a in enumerate(family.appearances)
    ])  # fmt: skip
    _insert(connection, schema.ties, [
        {"family": number, "position": n, "a": t.a, "b": t.b, "relation": t.relation,
         "value": _dumps(t), "entry": index}
        for n, t in enumerate(family.ties)
    ])  # fmt: skip


def _refill(connection: Connection, table: Table, digest: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(delete(table).where(table.c.digest == digest))
    _insert(connection, table, rows)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _replace(connection: Connection, table: Table, **values: Any) -> None:
    connection.execute(insert(table).values(**values).prefix_with("OR REPLACE"))


def _dumps(value: Any) -> str:
    # SQLite and its readers know no NaN; what cannot be written down did not come out of JSON.
    return json.dumps(
        to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise MalformedValueError("a score should be a finite number")
    return number


def _instant(instant: Any) -> str | None:
    return None if instant is None else instant_to_text(instant)


_PURPOSES: Mapping[
    Purpose, Callable[[Connection, int, str, Mapping[str, str], ReadObject], None]
] = {
    Purpose.EXTRACT_TEXT: _extracted,
    Purpose.READ: _read,
    Purpose.DESCRIBE_MEDIA: _described,
    Purpose.FINGERPRINT: _fingerprinted,
    Purpose.TRACE: _traced,
}
