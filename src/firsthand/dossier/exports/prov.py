"""W3C PROV as PROV-JSON (https://www.w3.org/submissions/prov-json/).

Exhibits and objects are entities, captures and machine runs activities, actors and tools agents.
An exhibit specialises the object that holds its bytes; what a run wrote is derived from what it
read.
"""

from __future__ import annotations

from typing import Any

from firsthand.dossier.exports.naming import Naming, instant_text, scalar
from firsthand.dossier.report_content import MachineRun, ReportContent, ReportedExhibit
from firsthand.evidence.entries import Act
from firsthand.evidence.exhibits import Tool

_XSD = "http://www.w3.org/2001/XMLSchema#"


def prov_document(content: ReportContent) -> dict[str, Any]:
    """The provenance of all objects of a case, as the value of one PROV-JSON document."""
    return _Document(content).value()


class _Document:
    """Collects the records; relations get blank names in the order in which they are made."""

    def __init__(self, content: ReportContent) -> None:
        self._content = content
        self._naming = Naming(content.case_id)
        self._records: dict[str, dict[str, dict[str, Any]]] = {
            kind: {}
            for kind in (
                "entity",
                "activity",
                "agent",
                "used",
                "wasGeneratedBy",
                "wasAssociatedWith",
                "wasAttributedTo",
                "wasDerivedFrom",
                "specializationOf",
            )
        }

    def value(self) -> dict[str, Any]:
        for actor in self._content.verification.actors:
            self._actor(actor.key, actor.name)
        for exhibit in self._content.exhibits:
            self._exhibit(exhibit)
        for run in self._content.runs:
            self._run(run)
        prefix = {"fh": self._naming.namespace, "xsd": _XSD}
        return {"prefix": prefix} | {kind: found for kind, found in self._records.items() if found}

    def _exhibit(self, exhibit: ReportedExhibit) -> None:
        item, capture = exhibit.exhibit, exhibit.exhibit.capture
        name = f"fh:exhibit-{self._naming.uuid('exhibit', item.number)}"
        self._records["entity"][name] = {
            "prov:label": scalar(f"{item.number} {capture.name}"),
            "prov:type": _qualified("fh:Exhibit"),
            "prov:location": scalar(capture.origin),
            "fh:mediaType": scalar(exhibit.media_type),
        }
        content = self._object(item.digest, size=item.size)
        self._relate("specializationOf", specificEntity=name, generalEntity=content)
        act = next((act for act in exhibit.trail if act.act is Act.CAPTURE), None)
        activity = f"fh:capture-{self._naming.uuid('capture', item.number)}"
        self._records["activity"][activity] = {
            "prov:type": _qualified("fh:Capture"),
            "prov:startTime": instant_text(capture.captured_at),
            "prov:endTime": instant_text(act.time if act else capture.captured_at),
            "fh:method": scalar(capture.method),
            **({"fh:logEntry": _integer(act.entry)} if act else {}),
        }
        self._relate(
            "wasGeneratedBy",
            entity=name,
            activity=activity,
            time=instant_text(capture.captured_at),
        )
        self._relate("wasAssociatedWith", activity=activity, agent=self._tool(capture.tool))
        if act:
            actor = self._actor(act.actor)
            self._relate("wasAssociatedWith", activity=activity, agent=actor)
            self._relate("wasAttributedTo", entity=name, agent=actor)

    def _run(self, run: MachineRun) -> None:
        activity = f"fh:entry-{run.entry}"
        self._records["activity"][activity] = {
            "prov:type": _qualified("fh:MachineRun"),
            "prov:endTime": instant_text(run.time),
            "fh:purpose": str(run.purpose),
            "fh:logEntry": _integer(run.entry),
            **({"fh:failure": scalar(run.failure.sentence)} if run.failure else {}),
        }
        self._relate("wasAssociatedWith", activity=activity, agent=self._tool(run.tool))
        self._relate("wasAssociatedWith", activity=activity, agent=self._actor(run.actor))
        sources = [self._object(digest) for digest in dict.fromkeys(run.inputs)]
        for source in sources:
            self._relate("used", activity=activity, entity=source)
        for name, digest in sorted(run.outputs.items()):
            output = self._object(digest, role=name)
            self._relate("wasGeneratedBy", entity=output, activity=activity)
            # A trace reads the whole case: that each output derives from each input is said once,
            # by the activity, and not for every pair.
            if len(sources) == 1:
                self._relate(
                    "wasDerivedFrom",
                    generatedEntity=output,
                    usedEntity=sources[0],
                    activity=activity,
                )

    def _object(self, digest: str, *, size: int | None = None, role: str = "") -> str:
        name = f"fh:object-{self._naming.uuid('object', digest)}"
        record = self._records["entity"].setdefault(
            name, {"prov:type": _qualified("fh:Object"), "fh:sha256": scalar(digest)}
        )
        if size is not None:
            record["fh:size"] = _integer(size)
        if role:
            record.setdefault("prov:label", scalar(role))
        return name

    def _actor(self, key: str, label: str = "") -> str:
        name = f"fh:actor-{self._naming.uuid('actor', key)}"
        record = self._records["agent"].setdefault(name, {"fh:publicKey": scalar(key)})
        if label:
            record["prov:label"] = scalar(label)
        return name

    def _tool(self, tool: Tool) -> str:
        name = f"fh:tool-{self._naming.uuid('tool', tool.name, tool.version)}"
        self._records["agent"][name] = {
            "prov:label": scalar(f"{tool.name} {tool.version}"),
            "prov:type": _qualified("prov:SoftwareAgent"),
        }
        return name

    def _relate(self, relation: str, **ends: str) -> None:
        records = self._records[relation]
        records[f"_:{relation}{len(records) + 1}"] = {
            f"prov:{end}": value for end, value in ends.items()
        }


def _qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _integer(number: int) -> dict[str, str]:
    return {"$": str(number), "type": "xsd:integer"}
