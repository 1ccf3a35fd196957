"""CASE/UCO as JSON-LD (https://caseontology.org, written to version 1.4 and validated with it).

Every exhibit is a file with its hash and a provenance record; every capture and machine run is an
investigative action with its performer, its tool, its input and its results. The context stands in
the document, so that no reader has to fetch one.
"""

from __future__ import annotations

from typing import Any

from firsthand.dossier.exports.naming import Naming, exact, instant_text, scalar
from firsthand.dossier.report_content import MachineRun, ReportContent, ReportedExhibit
from firsthand.evidence.entries import Act
from firsthand.evidence.exhibits import Tool

_UCO = "https://ontology.unifiedcyberontology.org/uco/"
_CONTEXT = {
    "action": f"{_UCO}action/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "core": f"{_UCO}core/",
    "identity": f"{_UCO}identity/",
    "observable": f"{_UCO}observable/",
    "tool": f"{_UCO}tool/",
    "types": f"{_UCO}types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def case_uco_graph(content: ReportContent) -> dict[str, Any]:
    """The whole case as one JSON-LD document with an inline context."""
    return _Graph(content).value()


class _Graph:
    """Collects the nodes by their identifiers, in the order in which they are first named."""

    def __init__(self, content: ReportContent) -> None:
        self._content = content
        self._naming = Naming(content.case_id)
        self._nodes: dict[str, dict[str, Any]] = {}
        self._files: dict[str, list[str]] = {}
        self._captures: dict[str, list[str]] = {}
        self._names = {actor.key: actor.name for actor in content.verification.actors}

    def value(self) -> dict[str, Any]:
        for exhibit in self._content.exhibits:
            self._exhibit(exhibit)
        for run in self._content.runs:
            self._run(run)
        in_case = [
            {"@id": identifier}
            for identifier, node in self._nodes.items()
            if not node["@type"].startswith(
                ("observable:FileFacet", "observable:Content", "types:")
            )
        ]
        content = self._content
        self._node(
            "case-investigation:Investigation",
            content.case_id,
            **{
                "core:name": scalar(content.case_name),
                "case-investigation:investigationForm": "case",
                "core:startTime": _instant(instant_text(content.opened_at)),
                **({"core:object": in_case} if in_case else {}),
            },
        )
        context = _CONTEXT | {"kb": self._naming.namespace}
        return {"@context": context, "@graph": list(self._nodes.values())}

    def _node(self, kind: str, *parts: object, **properties: Any) -> str:
        short = kind.partition(":")[2]
        identifier = f"kb:{short}-{self._naming.uuid(kind, *parts)}"
        self._nodes.setdefault(identifier, {"@id": identifier, "@type": kind, **properties})
        return identifier

    def _exhibit(self, exhibit: ReportedExhibit) -> None:
        item, capture = exhibit.exhibit, exhibit.exhibit.capture
        modified = exact(capture.modified)
        facet = self._node(
            "observable:FileFacet",
            item.number,
            **{
                "observable:fileName": scalar(capture.name),
                "observable:filePath": scalar(capture.origin),
                "observable:sizeInBytes": item.size,
                **({"observable:modifiedTime": _instant(modified)} if modified else {}),
            },
        )
        facets = [{"@id": facet}, {"@id": self._content_facet(item.digest, exhibit)}]
        file = self._node(
            "observable:File",
            item.number,
            **{"core:name": scalar(item.number), "core:hasFacet": facets},
        )
        record = self._node(
            "case-investigation:ProvenanceRecord",
            item.number,
            **{
                "core:description": scalar(f"Exhibit {item.number}: {capture.name}"),
                "case-investigation:exhibitNumber": scalar(item.number),
                "core:object": [{"@id": file}],
            },
        )
        act = next((act for act in exhibit.trail if act.act is Act.CAPTURE), None)
        action = self._node(
            "case-investigation:InvestigativeAction",
            "capture",
            item.number,
            **{
                "core:name": "preserved",
                "core:description": scalar(f"{item.number} acquired, method {capture.method}"),
                "action:startTime": _instant(instant_text(capture.captured_at)),
                "action:endTime": _instant(instant_text(act.time if act else capture.captured_at)),
                "action:instrument": {"@id": self._tool(capture.tool)},
                **({"action:performer": {"@id": self._actor(act.actor)}} if act else {}),
                "action:result": [{"@id": file}, {"@id": record}],
            },
        )
        self._files.setdefault(item.digest, []).append(file)
        self._captures.setdefault(item.digest, []).append(action)

    def _content_facet(self, digest: str, exhibit: ReportedExhibit | None = None) -> str:
        value = {"@type": "xsd:hexBinary", "@value": digest.upper()}
        hashed = self._node(
            "types:Hash", digest, **{"types:hashMethod": "SHA256", "types:hashValue": value}
        )
        known = {}
        if exhibit is not None:
            known = {
                "observable:sizeInBytes": exhibit.exhibit.size,
                "observable:mimeType": scalar(exhibit.media_type),
            }
        return self._node(
            "observable:ContentDataFacet", digest, **known, **{"observable:hash": {"@id": hashed}}
        )

    def _run(self, run: MachineRun) -> None:
        inputs = [f for digest in run.inputs for f in self._files.get(digest, ())]
        results = [self._result(name, digest) for name, digest in sorted(run.outputs.items())]
        captures = [a for digest in run.inputs for a in self._captures.get(digest, ())]
        outcome = run.failure.sentence if run.failure else f"log entry {run.entry}"
        links = {
            "action:object": inputs,
            "action:result": results,
            "case-investigation:wasInformedBy": captures,
        }
        self._node(
            "case-investigation:InvestigativeAction",
            "entry",
            run.entry,
            **{
                "core:name": str(run.purpose),
                "core:description": scalar(outcome),
                "action:endTime": _instant(instant_text(run.time)),
                "action:actionStatus": "Fail" if run.failure else "Success",
                "action:instrument": {"@id": self._tool(run.tool)},
                "action:performer": {"@id": self._actor(run.actor)},
                **{
                    name: [{"@id": end} for end in dict.fromkeys(ends)]
                    for name, ends in links.items()
                    if ends
                },
            },
        )

    def _result(self, name: str, digest: str) -> str:
        return self._node(
            "observable:ObservableObject",
            digest,
            **{"core:name": scalar(name), "core:hasFacet": [{"@id": self._content_facet(digest)}]},
        )

    def _actor(self, key: str) -> str:
        name = self._names.get(key) or "unnamed actor"
        return self._node(
            "identity:Identity",
            key,
            **{"core:name": scalar(name), "core:description": scalar(f"Ed25519 public key {key}")},
        )

    def _tool(self, tool: Tool) -> str:
        return self._node(
            "tool:Tool",
            tool.name,
            tool.version,
            **{"core:name": scalar(tool.name), "tool:version": scalar(tool.version)},
        )


def _instant(text: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": text}
