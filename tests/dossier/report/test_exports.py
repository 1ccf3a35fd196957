"""The exports are valid in the formats of others, the same every time, and whole."""

from __future__ import annotations

import dataclasses
import json

import pytest

from firsthand.dossier.exports.case_uco import case_uco_graph
from firsthand.dossier.exports.followthemoney import followthemoney_entities
from firsthand.dossier.exports.naming import Naming, date_prefix, scalar, web_address
from firsthand.dossier.exports.prov import prov_document
from firsthand.evidence.times import TimeInterval

# The properties that we use, by schema, as FollowTheMoney's own schemata define them (its
# repository at c70a89ff); those marked with > must hold the identifier of another entity.
_THING = {
    "name",
    "summary",
    "description",
    "notes",
    "publisher",
    "sourceUrl",
    "retrievedAt",
    ">proof",
}
_DOCUMENT = _THING | {
    "title", "author", "fileName", "fileSize", "mimeType", "bodyText", "publishedAt", "authoredAt",
    "processingStatus", "processingError", "processingAgent",
}  # fmt: skip
SCHEMATA = {
    "Document": _DOCUMENT,
    "Article": _DOCUMENT,
    "HyperText": _DOCUMENT,
    "PlainText": _DOCUMENT,
    "Pages": _DOCUMENT,
    "Email": _DOCUMENT,
    "Video": _DOCUMENT | {"duration"},
    "Audio": _DOCUMENT | {"duration"},
    "Image": _DOCUMENT,
    "Person": _THING | {"position"},
    "Organization": _THING,
    "Mention": {">document", ">resolved", "name", "detectedSchema"},
    "Note": _THING | {">entity"},
    "UnknownLink": {">subject", ">object", "role", "summary", "description", "date"},
}


def hostile(content):
    capture = dataclasses.replace(
        content.exhibits[0].exhibit.capture, name='a\ud800"</script>\u202e', origin="\udcff/ \n"
    )
    first = dataclasses.replace(
        content.exhibits[0],
        exhibit=dataclasses.replace(content.exhibits[0].exhibit, capture=capture),
    )
    return dataclasses.replace(
        content, case_id="no id: <&> \udc00", exhibits=(first, *content.exhibits[1:])
    )


@pytest.fixture(params=["as invented", "hostile", "empty"])
def any_content(content, request):
    if request.param == "empty":
        return dataclasses.replace(content, exhibits=(), families=(), matches=(), runs=())
    return hostile(content) if request.param == "hostile" else content


@pytest.mark.parametrize(
    "export", [lambda c: list(followthemoney_entities(c)), prov_document, case_uco_graph]
)
def test_exports_are_utf8_json_and_the_same_every_time(any_content, export):
    once = json.dumps(export(any_content), ensure_ascii=False).encode()
    assert once == json.dumps(export(any_content), ensure_ascii=False).encode()


def test_followthemoney_entities_have_known_schemata_properties_and_ends(any_content):
    entities = list(followthemoney_entities(any_content))
    identifiers = [entity["id"] for entity in entities]
    assert len(identifiers) == len(set(identifiers))
    for entity in entities:
        allowed = SCHEMATA[entity["schema"]]
        for name, values in entity["properties"].items():
            assert {name, f">{name}"} & allowed, (entity["schema"], name)
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if f">{name}" in allowed:
                assert set(values) <= set(identifiers)


def test_followthemoney_keeps_speakers_of_different_documents_apart(content):
    entities = list(followthemoney_entities(content))
    lenz = [
        e["properties"]["position"]
        for e in entities
        if e["schema"] == "Person" and e["properties"]["name"] == ["Dorota Lenz"]
    ]
    assert lenz == [["Minister"], ["the minister of works"], ["The minister of works"]]
    names = {n for e in entities if e["schema"] == "Person" for n in e["properties"]["name"]}
    assert "Two officials" not in names
    notes = [e for e in entities if e["schema"] == "Note"]
    assert len(notes) == 8
    assert any(n["properties"]["name"][0].startswith("unresolved in E-0002") for n in notes)


def test_followthemoney_tells_a_failure_with_its_document(content):
    (failed,) = [
        e
        for e in followthemoney_entities(content)
        if e["properties"].get("processingStatus") == ["failure"]
    ]
    assert failed["properties"]["name"] == ["E-0008"]
    assert "encrypted" in failed["properties"]["processingError"][0]


def test_prov_relations_join_records_that_exist(any_content):
    document = prov_document(any_content)
    declared = {name for kind in ("entity", "activity", "agent") for name in document.get(kind, {})}
    relations = {k: v for k, v in document.items() if k.startswith("was") or k in ("used",)}
    relations["specializationOf"] = document.get("specializationOf", {})
    for records in relations.values():
        for ends in records.values():
            assert {v for k, v in ends.items() if k != "prov:time"} <= declared
    prefixes = set(document["prefix"]) | {"prov"}
    assert all(name.partition(":")[0] in prefixes for name in declared)


def test_prov_leads_from_a_text_to_its_capture_and_its_actor(content):
    document = prov_document(content)
    run = content.runs[0]
    activity = f"fh:entry-{run.entry}"
    outputs = [
        g["prov:entity"]
        for g in document["wasGeneratedBy"].values()
        if g["prov:activity"] == activity
    ]
    assert [document["entity"][o]["fh:sha256"] for o in outputs] == list(run.outputs.values())
    (used,) = [
        u["prov:entity"] for u in document["used"].values() if u["prov:activity"] == activity
    ]
    exhibits = [
        s["prov:specificEntity"]
        for s in document["specializationOf"].values()
        if s["prov:generalEntity"] == used
    ]
    attributed = [
        a["prov:agent"]
        for a in document["wasAttributedTo"].values()
        if a["prov:entity"] in exhibits
    ]
    assert [document["agent"][a]["prov:label"] for a in attributed] == ["Ines Albarran"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_case_validate_finds_no_fault_in_the_graph(content, tmp_path):
    case_validate = pytest.importorskip("case_utils.case_validate", reason="needs case-utils")
    for name, variant in (("invented", content), ("hostile", hostile(content))):
        path = tmp_path / f"{name}.jsonld"
        path.write_text(json.dumps(case_uco_graph(variant)), encoding="utf-8")
        result = case_validate.validate(str(path), inference="none", allow_infos=False)
        assert result.conforms, result.text


def test_case_uco_context_is_inline_and_every_reference_is_in_the_graph(any_content):
    graph = case_uco_graph(any_content)
    assert isinstance(graph["@context"], dict)
    nodes = {node["@id"] for node in graph["@graph"]}

    def references(value):
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for item in value.values():
                yield from references(item)
        if isinstance(value, list):
            for item in value:
                yield from references(item)

    assert set(references(graph["@graph"])) <= nodes


def test_names_depend_on_every_part_and_on_the_case():
    one, other = Naming("a"), Naming("b")
    names = {
        one.uuid("x", "a", "bc"), one.uuid("x", "ab", "c"), one.uuid("xa", "bc"),
        other.uuid("x", "a", "bc"),
    }  # fmt: skip
    assert len(names) == 4
    assert one.uuid("x", "a", "bc") == Naming("a").uuid("x", "a", "bc")


@pytest.mark.parametrize(
    ("untrusted", "address"),
    [
        ("https://works.example/a?b=c", "https://works.example/a?b=c"),
        ("javascript:alert(1)", None),
        ('https://a.example/"><script>', None),
        ("https://a.example/\x00", None),
        ("file:///etc/passwd", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_exported_as_addresses(untrusted, address):
    assert web_address(untrusted) == address


def test_a_date_is_exported_no_more_exactly_than_it_is_known(content):
    appearances = content.families[0].appearances
    assert [date_prefix(a.published) for a in appearances] == [
        "2026-03-02T07:30:00", "2026-03-02T11:12:40", "2026-03-02", None,
    ]  # fmt: skip
    spread = content.families[2].appearances[1].published
    assert date_prefix(spread) == "2026-03"
    assert date_prefix(TimeInterval(spread.earliest, None)) is None


def test_lone_surrogates_leave_no_trace_that_utf8_cannot_hold():
    assert scalar("a\udcffb") == "a\ufffdb"
