"""FollowTheMoney entities (https://followthemoney.tech, schemata as of version 3.8).

Exhibits become documents, named speakers people or organisations, attributions mentions and notes,
ties links. Speakers are kept apart by exhibit: that two documents mean the same person by the same
name is for a person (or FollowTheMoney's own matching) to say. Unnamed and unresolved sources get
no entity, only their note. `contentHash` holds SHA-1 in this model, so the SHA-256 is in `notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from firsthand.dossier.exports.naming import Naming, date_prefix, scalar, web_address
from firsthand.dossier.report_content import MachineRun, ReportContent, ReportedExhibit
from firsthand.evidence.families import Family, FamilyKind
from firsthand.evidence.statements import SourceKind, Statement
from firsthand.evidence.times import TimeInterval

_PARTIES = {
    SourceKind.PERSON: "Person",
    SourceKind.ORGANISATION: "Organization",
    SourceKind.OUTLET: "Organization",
}
_SCHEMATA = {
    "text/html": "HyperText",
    "text/plain": "PlainText",
    "text/markdown": "PlainText",
    "application/pdf": "Pages",
    "message/rfc822": "Email",
}


def followthemoney_entities(content: ReportContent) -> Iterator[dict[str, Any]]:
    """All entities, one JSON object a line when written: documents, speakers, notes, links."""
    naming = Naming(content.case_id)
    failures = _failures(content.runs)
    for exhibit in content.exhibits:
        document = naming.uuid("document", exhibit.exhibit.number)
        yield _document(document, exhibit, failures.get(exhibit.exhibit.digest, ()))
        yield from _attributions(naming, document, exhibit)
    known = {exhibit.exhibit.number for exhibit in content.exhibits}
    for family in content.families:
        yield from _links(naming, family, known)


def _failures(runs: Iterable[MachineRun]) -> dict[str, list[MachineRun]]:
    failures: dict[str, list[MachineRun]] = {}
    for run in runs:
        for digest in run.inputs if run.failure else ():
            failures.setdefault(digest, []).append(run)
    return failures


def _entity(identifier: str, schema: str, **values: Any) -> dict[str, Any]:
    """An entity; empty values are left out, single ones become lists, all become strings."""
    properties: dict[str, list[str]] = {}
    for name, value in values.items():
        many = value if isinstance(value, list | tuple) else [value]
        texts = [scalar(str(one)) for one in many if one is not None and str(one).strip()]
        if texts:
            properties[name.rstrip("_")] = list(dict.fromkeys(texts))
    return {"id": identifier, "schema": schema, "properties": properties}


def _document(
    identifier: str, exhibit: ReportedExhibit, failures: Iterable[MachineRun]
) -> dict[str, Any]:
    capture, document, media = exhibit.exhibit.capture, exhibit.document, exhibit.media
    about = document.description if document else None
    errors = [f"{run.purpose}: {run.failure.sentence}" for run in failures if run.failure]
    values: dict[str, Any] = {
        "name": exhibit.exhibit.number,
        "fileName": capture.name or exhibit.exhibit.number,
        "fileSize": exhibit.exhibit.size,
        "mimeType": exhibit.media_type,
        "retrievedAt": capture.captured_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "notes": f"SHA-256 {exhibit.exhibit.digest}",
        "processingStatus": "failure" if errors else "success",
        "processingError": errors,
        "processingAgent": f"{capture.tool.name} {capture.tool.version}",
    }
    if about and document:
        values |= {
            "title": about.title,
            "author": about.authors,
            "publisher": about.outlet,
            "publishedAt": date_prefix(about.published),
            "sourceUrl": web_address(about.address),
            "bodyText": document.text,
        }
    if media:
        values["authoredAt"] = date_prefix(media.recorded)
    schema = _schema(exhibit)
    if schema == "Video" and media and media.duration is not None:
        values["duration"] = media.duration
    return _entity(identifier, schema, **values)


def _schema(exhibit: ReportedExhibit) -> str:
    kind = exhibit.media_type.partition("/")[0]
    if kind in ("video", "audio", "image"):
        return kind.capitalize()
    if exhibit.document and exhibit.document.description.outlet:
        return "Article"
    return _SCHEMATA.get(exhibit.media_type, "Document")


def _attributions(
    naming: Naming, document: str, exhibit: ReportedExhibit
) -> Iterator[dict[str, Any]]:
    statements = exhibit.reading.statements if exhibit.reading else ()
    parties: dict[tuple[SourceKind, str], set[str]] = {}
    for statement in statements:
        source = statement.source
        if source.name and source.kind in _PARTIES:
            parties.setdefault((source.kind, source.name), set()).update(
                filter(None, [source.role])
            )
    for (kind, name), roles in parties.items():
        schema = _PARTIES[kind]
        party = naming.uuid("party", document, kind, name)
        role = "position" if schema == "Person" else "summary"
        yield _entity(party, schema, name=name, proof=document, **{role: sorted(roles)})
        yield _entity(
            naming.uuid("mention", party),
            "Mention",
            document=document,
            resolved=party,
            name=name,
            detectedSchema=schema,
        )
    for place, statement in enumerate(statements):
        key = (statement.source.kind, statement.source.name or "")
        party = naming.uuid("party", document, *key) if key in parties else ""
        yield _note(naming.uuid("statement", document, place), document, party, exhibit, statement)


def _note(
    identifier: str, document: str, party: str, exhibit: ReportedExhibit, statement: Statement
) -> dict[str, Any]:
    speaker = statement.source.name or "unresolved"
    chain = " → ".join(name or "unresolved" for name in statement.chain)
    return _entity(
        identifier,
        "Note",
        name=f"{speaker} in {exhibit.exhibit.number}, characters {statement.start}–{statement.end}",
        description=statement.content,
        summary=f"{statement.stance}, {statement.kind}" + (f", through {chain}" if chain else ""),
        notes=f"A machine’s suggestion: {statement.engine}, confidence {statement.confidence:.2f}",
        entity=[party, document],
        proof=document,
    )


def _links(naming: Naming, family: Family, known: set[str]) -> Iterator[dict[str, Any]]:
    shared = "the same shots" if family.kind is FamilyKind.FOOTAGE else "the same words"
    for place, tie in enumerate(family.ties):
        if not all(0 <= end < len(family.appearances) for end in (tie.a, tie.b)):
            continue
        a, b = family.appearances[tie.a], family.appearances[tie.b]
        if a.exhibit in known and b.exhibit in known:
            yield _entity(
                naming.uuid("tie", family.kind, family.name, place),
                "UnknownLink",
                subject=naming.uuid("document", a.exhibit),
                object=naming.uuid("document", b.exhibit),
                role=f"{shared} ({tie.relation}), score {tie.score:.2f}",
                summary=tie.transform,
                description=a.excerpt,
                date=_dates(a.published, b.published),
            )


def _dates(*intervals: TimeInterval) -> list[str]:
    return [prefix for prefix in map(date_prefix, intervals) if prefix]
