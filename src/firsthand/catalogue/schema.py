"""The tables of the catalogue.

All are derived from the log and the objects. What other values hold is kept as JSON in a column
`value`, beside the columns that queries need; what an exhibit holds is the body of its entry. Rows
about an object carry its digest and the index of the entry they come from; the newest successful
run of a purpose replaces the rows of the one before it.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, MetaData, Table, Text

#: Raised with every change of the tables; a catalogue of another version is built again.
SCHEMA_VERSION = 3
#: "FHnd": tells a catalogue from any other SQLite file.
APPLICATION_ID = 0x46486E64

metadata = MetaData()


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=False, autoincrement=False)


def _optional(name: str) -> Column[str]:
    return Column(name, Text, nullable=True)


progress = Table("progress", metadata, _number("id", key=True), _number("applied"))
entries = Table(
    "entries",
    metadata,
    _number("entry", key=True),
    _text("act"),
    _text("actor"),
    _text("time"),
    _text("body"),
)
cases = Table(
    "cases",
    metadata,
    _number("entry", key=True),
    _text("id"),
    _text("name"),
    _text("log_origin"),
    _text("log_key"),
)
actors = Table("actors", metadata, _text("key", key=True), _text("name"), _number("entry"))
settings = Table("settings", metadata, _number("entry", key=True), _text("digest"))
objects = Table("objects", metadata, _text("digest", key=True), _number("size"), _number("entry"))
exhibits = Table(
    "exhibits",
    metadata,
    _number("entry", key=True),
    _number("ordinal"),
    _text("number"),
    _text("digest"),
    _number("size"),
    _text("origin"),
    _text("name"),
    _text("captured_at"),
    Index("exhibits_number", "number"),
    Index("exhibits_digest", "digest"),
    Index("exhibits_origin", "origin"),
    Index("exhibits_ordinal", "ordinal"),
)
runs = Table(
    "runs",
    metadata,
    _number("entry", key=True),
    _text("purpose"),
    _text("tool"),
    _text("version"),
    _text("time"),
    _text("value"),
)
run_inputs = Table(
    "run_inputs",
    metadata,
    _number("entry", key=True),
    _number("position", key=True),
    _text("digest"),
    Index("run_inputs_digest", "digest"),
)
run_outputs = Table(
    "run_outputs",
    metadata,
    _number("entry", key=True),
    _text("name", key=True),
    _text("digest"),
    Index("run_outputs_digest", "digest"),
)
failures = Table(
    "failures",
    metadata,
    _number("entry", key=True),
    _text("digest", key=True),
    _text("purpose"),
    _text("code"),
    _text("sentence"),
    _text("remedy"),
    Index("failures_digest", "digest"),
)
texts = Table(
    "texts",
    metadata,
    _text("digest", key=True),
    _text("text_digest"),
    _number("characters"),
    _optional("title"),
    _text("text"),
    _number("entry"),
)
documents = Table(
    "documents",
    metadata,
    _text("digest", key=True),
    _text("document_digest"),
    _text("media_type"),
    _optional("title"),
    _optional("outlet"),
    _optional("published_earliest"),
    _optional("published_latest"),
    _text("value"),
    _number("entry"),
)
readings = Table(
    "readings",
    metadata,
    _text("digest", key=True),
    _text("reading_digest"),
    _text("engine"),
    _number("entry"),
)
statements = Table(
    "statements",
    metadata,
    _text("digest", key=True),
    _number("position", key=True),
    _optional("source"),
    _text("source_folded"),
    _text("source_kind"),
    _text("kind"),
    _text("stance"),
    _text("content"),
    _number("start"),
    _number("end"),
    _text("value"),
    _number("entry"),
)


def _mentions(name: str) -> Table:
    return Table(
        name,
        metadata,
        _text("digest", key=True),
        _number("position", key=True),
        _text("text"),
        _number("start"),
        _number("end"),
        _text("value"),
        _number("entry"),
    )


figures, dates, places = _mentions("figures"), _mentions("dates"), _mentions("places")
media = Table(
    "media",
    metadata,
    _text("digest", key=True),
    _text("description_digest"),
    _text("container"),
    _text("codec"),
    Column("duration", Float, nullable=True),
    _text("value"),
    _number("entry"),
)
pictures = Table(
    "pictures",
    metadata,
    _text("digest", key=True),
    Column("seconds", Float, primary_key=True, nullable=False),
    _text("picture_digest"),
    _optional("blurred_digest"),
    _number("entry"),
)
fingerprints = Table(
    "fingerprints",
    metadata,
    _text("digest", key=True),
    _text("fingerprint_digest"),
    _number("entry"),
)
matches = Table(
    "matches",
    metadata,
    _number("position", key=True),
    _text("a"),
    _text("b"),
    Column("score", Float, nullable=False),
    _text("value"),
    _number("entry"),
)
families = Table(
    "families",
    metadata,
    _number("position", key=True),
    _text("name"),
    _text("kind"),
    _text("leads_to"),
    _text("basis"),
    _text("origin"),
    _number("entry"),
)
appearances = Table(
    "appearances",
    metadata,
    _number("family", key=True),
    _number("position", key=True),
    _text("exhibit"),
    _text("value"),
    _number("entry"),
    Index("appearances_exhibit", "exhibit"),
)
ties = Table(
    "ties",
    metadata,
    _number("family", key=True),
    _number("position", key=True),
    _number("a"),
    _number("b"),
    _text("relation"),
    _text("value"),
    _number("entry"),
)
moments = Table(
    "moments",
    metadata,
    _number("position", key=True),
    _text("value"),
    _text("a_picture"),
    _text("a_blurred"),
    _text("b_picture"),
    _text("b_blurred"),
    _number("entry"),
)
timestamps = Table(
    "timestamps",
    metadata,
    _number("entry", key=True),
    _text("authority"),
    _number("size"),
    _text("root"),
    _text("token"),
    _text("time"),
)
seals = Table(
    "seals",
    metadata,
    _number("entry", key=True),
    _number("size"),
    _text("root"),
    _text("tagmanifest"),
    _text("time"),
)
corrections = Table(
    "corrections", metadata, _number("entry", key=True), _number("corrects"), _text("reason")
)

#: A view of the virtual table below; not in `metadata`, which would make it a plain table.
search_texts = Table(
    "search_texts",
    MetaData(),
    _number("rowid", key=True),
    _text("title"),
    _text("text"),
    _text("digest"),
)
#: Full text in searchable form, one row an object; `rowid` is the entry of its text.
TEXT_INDEX = "search_texts"
CREATE_SEARCH = (
    f"CREATE VIRTUAL TABLE {TEXT_INDEX} USING fts5("
    "title, text, digest UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
)
