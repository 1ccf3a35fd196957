"""The parts of a check's report that are the same for cases and dossiers."""

from __future__ import annotations

from firsthand.dossier.check_values import CheckedLog, ProvenTimestamp
from firsthand.dossier.contents import CaseContents
from firsthand.dossier.defects import printable
from firsthand.proof.checkpoints import Checkpoint


def checked_log(
    contents: CaseContents, checkpoint: Checkpoint | None, sealer: str = ""
) -> CheckedLog:
    """Whose log it was, as far as it could be read."""
    size = checkpoint.size if checkpoint else 0
    root = checkpoint.root.hex() if checkpoint else ""
    actors = tuple((key, printable(name)) for key, name in contents.actors.items())
    if contents.opened is None:
        return CheckedLog(size=size, root=root, actors=actors, sealer=sealer)
    case, log = contents.opened.case, contents.opened.log
    return CheckedLog(
        printable(case.id), printable(case.name), log.origin, log.key, size, root, actors, sealer
    )


def not_proven(
    contents: CaseContents, timestamps: tuple[ProvenTimestamp, ...], *, seal: bool
) -> tuple[str, ...]:
    """What even a check without defects leaves open, in sentences."""
    sentences = [
        "That what the exhibits say or show is true: only which bytes were captured, and by whom.",
        "Who holds the keys: compare their fingerprints with what their holders tell you.",
        "That nothing was left out that was never captured.",
        "Anything from the absence of metadata or of marks of origin: it means unknown.",
    ]
    if timestamps:
        sentences.append(
            "That the timestamp authorities are who they say: their certificates came with "
            f"{'the dossier' if seal else 'the case'}."
        )
    covered = max((t.size for t in timestamps), default=0)
    if covered < contents.to_be_timestamped:
        which = "any entry" if covered == 0 else f"the entries after the first {covered}"
        sentences.append(f"When {which} existed: no timestamp covers them.")
    return tuple(sentences)
