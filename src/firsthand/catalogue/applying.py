"""From an entry to rows.

Nothing that an entry or an object holds can stop the catalogue: what does not have the shape it
should have leaves a failure row that says so, and the next entry is applied.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from firsthand.catalogue import schema
from firsthand.catalogue.outcomes import Outcome, ReadObject, dumps, stage_outcome
from firsthand.catalogue.rows import Batch, Rows, digests_named, storable
from firsthand.evidence.entries import Act, Entry, Purpose
from firsthand.evidence.errors import FirsthandError, MalformedValueError
from firsthand.evidence.exhibits import Exhibit, Tool
from firsthand.evidence.failures import Failure
from firsthand.evidence.json_values import from_json, instant_from_text, instant_to_text, to_json
from firsthand.evidence.written_exhibits import WrittenExhibit
from firsthand.proof.canonical import canonical_bytes

#: The purpose under which the catalogue's own failures are listed.
INDEX_PURPOSE = "index"
_EXHIBIT_COLUMNS = ("number", "digest", "size", "origin", "name", "captured_at")
_BODY = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=to_json)
#: What outside data can raise while it becomes rows; a full disk or a bug is none of it.
_MISFITS = (FirsthandError, OSError, ValueError, OverflowError, RecursionError)


def applied_count(connection: Connection) -> int:
    """How many entries, from the log's first, the catalogue holds."""
    return int(connection.execute(select(schema.progress.c.applied)).scalar_one())


def apply_entries(
    connection: Connection, start: int, entries: Sequence[Entry], read_object: ReadObject
) -> None:
    """Write the rows of entries, the first of which has the index `start` and is the next one."""
    batch = Batch(connection, digests_named(entries))
    for index, entry in enumerate(entries, start):
        batch.write(_listed(index, entry))
        rows = Rows()
        try:
            if entry.act is Act.MACHINE_RUN:
                _machine_run(rows, batch, index, entry, read_object)
            elif entry.act is Act.CAPTURE:
                _capture(rows, batch, index, entry)
            else:
                _ACTS[entry.act](rows, index, entry)
        except _MISFITS as error:
            rows = Rows()
            _put_failure(rows, index, "", INDEX_PURPOSE, _misfit(error, "the entry"))
        batch.write(rows)
    batch.finish(start + len(entries))


def _listed(index: int, entry: Entry) -> Rows:
    rows = Rows()
    rows.put(
        schema.entries,
        entry=index,
        act=str(entry.act),
        actor=storable(entry.actor),
        time=instant_to_text(entry.time),
        body=_body_text(entry.body),
    )
    return rows


def _body_text(body: Mapping[str, Any]) -> str:
    """The body as it was signed: an entry's numbers, unlike an object's, are listed as they are."""
    if isinstance(body, WrittenExhibit):
        return body.text
    try:
        return canonical_bytes(to_json(body)).decode()
    except MalformedValueError:  # such a one cannot be signed, and is listed all the same
        return storable(_BODY.encode(body))


def _misfit(error: Exception, what: str) -> Failure:
    """Why outside data could not become rows, in words that do not depend on the machine."""
    reason = f": {storable(error.message)}" if isinstance(error, MalformedValueError) else ""
    return Failure(
        code="malformed",
        sentence=f"The catalogue cannot read {what}{reason}.",
        remedy="The log and the objects are untouched; run `firsthand verify`.",
    )


def _put_failure(rows: Rows, index: int, digest: str, purpose: str, failure: Failure) -> None:
    rows.put(
        schema.failures,
        entry=index,
        digest=digest,
        purpose=purpose,
        code=failure.code,
        sentence=failure.sentence,
        remedy=failure.remedy,
    )


def _case_opened(rows: Rows, index: int, entry: Entry) -> None:
    body = entry.body
    case, log, actor = _mapping(body, "case"), _mapping(body, "log"), _mapping(body, "actor")
    rows.put(
        schema.cases,
        entry=index,
        id=_text(case, "id"),
        name=_text(case, "name"),
        log_origin=_text(log, "origin"),
        log_key=_text(log, "key"),
    )
    rows.put(schema.actors, key=_text(actor, "key"), name=_text(actor, "name"), entry=index)
    rows.put(schema.settings, entry=index, digest=_text(body, "settings"))


def _actor_added(rows: Rows, index: int, entry: Entry) -> None:
    key, name = _text(entry.body, "key"), _text(entry.body, "name")
    rows.put(schema.actors, key=key, name=name, entry=index)


def _settings_recorded(rows: Rows, index: int, entry: Entry) -> None:
    rows.put(schema.settings, entry=index, digest=_text(entry.body, "settings"))


def _capture(rows: Rows, batch: Batch, index: int, entry: Entry) -> None:
    columns = _exhibit_columns(entry.body)
    number, digest, size = columns["number"], columns["digest"], columns["size"]
    digits = number.rpartition("-")[2]
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 16):
        raise MalformedValueError(f"{number[:40]!r} is no exhibit number")
    rows.put(schema.exhibits, entry=index, ordinal=int(digits), **columns)
    if digest not in batch.objects:
        rows.put(schema.objects, digest=digest, size=size, entry=index)
        batch.objects.add(digest)


def _exhibit_columns(body: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(body, WrittenExhibit):  # nobody but this process has had it in hand
        return {name: getattr(body, name) for name in _EXHIBIT_COLUMNS}
    exhibit = from_json(Exhibit, dict(body))
    capture = exhibit.capture
    return {
        "number": exhibit.number,
        "digest": exhibit.digest,
        "size": exhibit.size,
        "origin": capture.origin,
        "name": capture.name,
        "captured_at": instant_to_text(capture.captured_at),
    }


def _machine_run(
    rows: Rows, batch: Batch, index: int, entry: Entry, read_object: ReadObject
) -> None:
    body = entry.body
    purpose, tool = from_json(Purpose, body.get("purpose")), from_json(Tool, body.get("tool"))
    inputs = body.get("inputs", [])
    outputs = dict(_mapping(body, "outputs")) if body.get("outputs") is not None else {}
    if not isinstance(inputs, list | tuple) or not all(isinstance(i, str) for i in inputs):
        raise MalformedValueError("the inputs should be a list of digests")
    if not all(isinstance(digest, str) for digest in outputs.values()):
        raise MalformedValueError("the outputs should be digests by name")
    untrusted_failure = body.get("failure")
    failure = None if untrusted_failure is None else from_json(Failure, untrusted_failure)
    confinement = from_json(dict[str, str], body.get("confinement") or {})
    rows.put(
        schema.runs,
        entry=index,
        purpose=str(purpose),
        tool=tool.name,
        version=tool.version,
        time=instant_to_text(entry.time),
        value=dumps({"tool": tool, "failure": failure, "confinement": confinement}),
    )
    for position, digest in enumerate(inputs):
        rows.put(schema.run_inputs, entry=index, position=position, digest=digest)
    for name, digest in outputs.items():
        rows.put(schema.run_outputs, entry=index, name=name, digest=digest)
    for digest in _subjects(batch, purpose, tuple(inputs)):
        again = purpose is Purpose.TRACE or (digest, str(purpose)) in batch.done
        outcome = Outcome(index, purpose, digest, outputs, again, read_object)
        rows.steps += _outcome_rows(outcome, failure).steps
        batch.done.add((digest, str(purpose)))


def _outcome_rows(outcome: Outcome, failure: Failure | None) -> Rows:
    """What a run says about one object; where its outputs do not fit, that they do not."""
    index, purpose, digest = outcome.index, outcome.purpose, outcome.digest
    rows = Rows()
    if outcome.again:
        # This run answers for the object now; the list of runs keeps what was before.
        rows.clear(schema.failures, digest=digest, purpose=str(purpose))
    found = Rows()
    try:
        stage_outcome(found, outcome)
    except _MISFITS as error:
        failure = _misfit(error, f"the run's {purpose} output")
    else:
        rows.steps += found.steps
    if failure is not None:
        _put_failure(rows, index, digest, str(purpose), failure)
    return rows


def _subjects(batch: Batch, purpose: Purpose, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The exhibits' objects that a run is about: its first input, or those with that text."""
    if purpose is Purpose.TRACE:
        return ("",)
    if not inputs:
        raise MalformedValueError("a machine run without inputs is about nothing")
    for digest in inputs:
        if digest in batch.objects:
            return (digest,)
    for digest in inputs if purpose is Purpose.READ else ():
        found = batch.objects_with_text(digest)
        if found:
            return tuple(found)
    return inputs[:1]


def _timestamp(rows: Rows, index: int, entry: Entry) -> None:
    body = entry.body
    rows.put(
        schema.timestamps,
        entry=index,
        authority=_text(body, "authority"),
        size=from_json(int, body.get("size")),
        root=_text(body, "root"),
        token=_text(body, "token"),
        time=instant_to_text(instant_from_text(_text(body, "time"))),
    )


def _seal(rows: Rows, index: int, entry: Entry) -> None:
    body = entry.body
    rows.put(
        schema.seals,
        entry=index,
        size=from_json(int, body.get("size")),
        root=_text(body, "root"),
        tagmanifest=_text(body, "tagmanifest"),
        time=instant_to_text(entry.time),
    )


def _correction(rows: Rows, index: int, entry: Entry) -> None:
    corrects = from_json(int, entry.body.get("corrects"))
    reason = _text(entry.body, "reason")
    rows.put(schema.corrections, entry=index, corrects=corrects, reason=reason)


def _mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if not isinstance(value, Mapping):
        raise MalformedValueError(f"{name} should be an object")
    return value


def _text(body: Mapping[str, Any], name: str) -> str:
    return from_json(str, body.get(name))


_ACTS: Mapping[Act, Callable[[Rows, int, Entry], None]] = {
    Act.CASE_OPENED: _case_opened,
    Act.ACTOR_ADDED: _actor_added,
    Act.SETTINGS_RECORDED: _settings_recorded,
    Act.TIMESTAMP: _timestamp,
    Act.SEAL: _seal,
    Act.CORRECTION: _correction,
}
