"""From an entry to rows.

Nothing that an entry or an object holds can stop the catalogue: what does not have the shape it
should have leaves a failure row that says so, and the next entry is applied.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from firsthand.catalogue import schema
from firsthand.catalogue.outcomes import ReadObject, apply_outcome, clear_failures
from firsthand.evidence.entries import Act, Entry, Purpose
from firsthand.evidence.errors import FirsthandError, MalformedValueError
from firsthand.evidence.exhibits import Exhibit, Tool
from firsthand.evidence.failures import Failure
from firsthand.evidence.json_values import from_json, instant_to_text, to_json

#: The purpose under which the catalogue's own failures are listed.
INDEX_PURPOSE = "index"
#: What outside data can raise while it becomes rows; a full disk or a bug is none of it.
_MISFITS = (FirsthandError, OSError, ValueError, OverflowError, RecursionError, IntegrityError)


def applied_count(connection: Connection) -> int:
    """How many entries, from the log's first, the catalogue holds."""
    return int(connection.execute(select(schema.progress.c.applied)).scalar_one())


def apply_entry(connection: Connection, index: int, entry: Entry, read_object: ReadObject) -> None:
    """Write the rows of the entry with this index; it must be the next one."""
    connection.execute(
        schema.entries.insert().values(
            entry=index,
            act=str(entry.act),
            actor=storable(entry.actor),
            time=instant_to_text(entry.time),
            body=storable(dumps(entry.body)),
        )
    )
    savepoint = connection.begin_nested()
    try:
        _ACTS[entry.act](connection, index, entry, read_object)
    except _MISFITS as error:
        savepoint.rollback()
        record_failure(connection, index, "", INDEX_PURPOSE, misfit(error, "the entry"))
    else:
        savepoint.commit()
    connection.execute(update(schema.progress).values(applied=index + 1))


def dumps(value: Any) -> str:
    """JSON text, the same for the same value."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def storable(text: str) -> str:
    """The text with what UTF-8 cannot hold (lone surrogates) written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def misfit(error: Exception, what: str) -> Failure:
    """Why outside data could not become rows, in words that do not depend on the machine."""
    reason = ""
    if isinstance(error, MalformedValueError):
        reason = f": {storable(error.message)}"
    return Failure(
        code="malformed",
        sentence=f"The catalogue cannot read {what}{reason}.",
        remedy="The log and the objects are untouched; run `firsthand verify`.",
    )


def record_failure(
    connection: Connection, index: int, digest: str, purpose: str, failure: Failure
) -> None:
    """Write a failure row; a second one for the same entry and object replaces the first."""
    values = {
        "purpose": purpose,
        "code": failure.code,
        "sentence": failure.sentence,
        "remedy": failure.remedy,
    }
    connection.execute(
        insert(schema.failures)
        .values(entry=index, digest=digest, **values)
        .on_conflict_do_update(index_elements=["entry", "digest"], set_=values)
    )


def _case_opened(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    body = entry.body
    case, log, actor = _mapping(body, "case"), _mapping(body, "log"), _mapping(body, "actor")
    _put(
        connection,
        schema.cases,
        entry=index,
        id=_text(case, "id"),
        name=_text(case, "name"),
        log_origin=_text(log, "origin"),
        log_key=_text(log, "key"),
    )
    _put(connection, schema.actors, key=_text(actor, "key"), name=_text(actor, "name"), entry=index)
    _put(connection, schema.settings, entry=index, digest=_text(body, "settings"))


def _actor_added(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    body = entry.body
    _put(connection, schema.actors, key=_text(body, "key"), name=_text(body, "name"), entry=index)


def _settings_recorded(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    _put(connection, schema.settings, entry=index, digest=_text(entry.body, "settings"))


def _capture(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    exhibit = from_json(Exhibit, dict(entry.body))
    digits = exhibit.number.rpartition("-")[2]
    if not (digits.isascii() and digits.isdecimal()):
        raise MalformedValueError(f"{exhibit.number[:40]!r} is no exhibit number")
    connection.execute(
        insert(schema.objects)
        .values(digest=exhibit.digest, size=exhibit.size, entry=index)
        .on_conflict_do_nothing()
    )
    connection.execute(
        schema.exhibits.insert().values(
            entry=index,
            ordinal=int(digits),
            number=exhibit.number,
            digest=exhibit.digest,
            size=exhibit.size,
            origin=exhibit.capture.origin,
            name=exhibit.capture.name,
            captured_at=instant_to_text(exhibit.capture.captured_at),
            value=dumps(exhibit),
        )
    )


def _machine_run(connection: Connection, index: int, entry: Entry, read_object: ReadObject) -> None:
    body = entry.body
    purpose = from_json(Purpose, body.get("purpose"))
    tool = from_json(Tool, body.get("tool"))
    inputs = body.get("inputs", [])
    outputs = dict(_mapping(body, "outputs")) if body.get("outputs") is not None else {}
    if not isinstance(inputs, list | tuple) or not all(isinstance(i, str) for i in inputs):
        raise MalformedValueError("the inputs should be a list of digests")
    if not all(isinstance(digest, str) for digest in outputs.values()):
        raise MalformedValueError("the outputs should be digests by name")
    untrusted_failure = body.get("failure")
    failure = None if untrusted_failure is None else from_json(Failure, untrusted_failure)
    connection.execute(
        schema.runs.insert().values(
            entry=index,
            purpose=str(purpose),
            tool=tool.name,
            version=tool.version,
            time=instant_to_text(entry.time),
            value=dumps(
                {
                    "tool": tool,
                    "failure": failure,
                    "confinement": body.get("confinement") or {},
                }
            ),
        )
    )
    _many(connection, schema.run_inputs, [
        {"entry": index, "position": position, "digest": digest}
        for position, digest in enumerate(inputs)
    ])  # fmt: skip
    _many(connection, schema.run_outputs, [
        {"entry": index, "name": name, "digest": digest} for name, digest in outputs.items()
    ])  # fmt: skip
    _outcomes(connection, index, purpose, (tuple(inputs), outputs, failure), read_object)


def _outcomes(
    connection: Connection,
    index: int,
    purpose: Purpose,
    run: tuple[tuple[str, ...], Mapping[str, str], Failure | None],
    read_object: ReadObject,
) -> None:
    """The rows of what a run found; one object's misfit leaves the run and the others alone."""
    inputs, outputs, failure = run
    subjects = _subjects(connection, purpose, inputs)
    for digest in subjects:
        clear_failures(connection, purpose, digest)
        if failure is not None:
            record_failure(connection, index, digest, str(purpose), failure)
        savepoint = connection.begin_nested()
        try:
            apply_outcome(connection, index, purpose, digest, outputs, read_object)
        except _MISFITS as error:
            savepoint.rollback()
            record_failure(
                connection,
                index,
                digest,
                str(purpose),
                misfit(error, f"the run's {purpose} output"),
            )
        else:
            savepoint.commit()


def _subjects(connection: Connection, purpose: Purpose, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The exhibits' objects that a run is about: its first input, or those with that text."""
    if purpose is Purpose.TRACE:
        return ("",)
    if not inputs:
        raise MalformedValueError("a machine run without inputs is about nothing")
    for digest in inputs:
        objects = select(schema.objects.c.digest).where(schema.objects.c.digest == digest)
        if connection.execute(objects).first() is not None:
            return (digest,)
    for digest in inputs if purpose is Purpose.READ else ():
        owners = select(schema.texts.c.digest).where(schema.texts.c.text_digest == digest)
        found = sorted(connection.execute(owners).scalars())
        if found:
            return tuple(found)
    return inputs[:1]


def _timestamp(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    body = entry.body
    _put(
        connection,
        schema.timestamps,
        entry=index,
        authority=_text(body, "authority"),
        size=from_json(int, body.get("size")),
        root=_text(body, "root"),
        token=_text(body, "token"),
        time=_text(body, "time"),
    )


def _seal(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    body = entry.body
    _put(
        connection,
        schema.seals,
        entry=index,
        size=from_json(int, body.get("size")),
        root=_text(body, "root"),
        tagmanifest=_text(body, "tagmanifest"),
        time=instant_to_text(entry.time),
    )


def _correction(connection: Connection, index: int, entry: Entry, _: ReadObject) -> None:
    body = entry.body
    corrects = from_json(int, body.get("corrects"))
    _put(
        connection,
        schema.corrections,
        entry=index,
        corrects=corrects,
        reason=_text(body, "reason"),
    )


def _put(connection: Connection, table: Table, **values: Any) -> None:
    connection.execute(insert(table).values(**values).prefix_with("OR REPLACE"))


def _many(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if not isinstance(value, Mapping):
        raise MalformedValueError(f"{name} should be an object")
    return value


def _text(body: Mapping[str, Any], name: str) -> str:
    return from_json(str, body.get(name))


_ACTS: Mapping[Act, Callable[[Connection, int, Entry, ReadObject], None]] = {
    Act.CASE_OPENED: _case_opened,
    Act.ACTOR_ADDED: _actor_added,
    Act.SETTINGS_RECORDED: _settings_recorded,
    Act.CAPTURE: _capture,
    Act.MACHINE_RUN: _machine_run,
    Act.TIMESTAMP: _timestamp,
    Act.SEAL: _seal,
    Act.CORRECTION: _correction,
}
