"""CHECK.md: how a stranger checks a dossier with tools that are on every machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from importlib import resources

from firsthand.dossier.contents import CaseOpened
from firsthand.proof.base64_text import base64_text
from firsthand.proof.checkpoints import Checkpoint

_LONGEST_NAME = 120


def check_page(
    opened: CaseOpened, checkpoint: Checkpoint, sealer: str, sealer_name: str, sealed_at: datetime
) -> bytes:
    """The page for one dossier; names from outside cannot break out of the line they stand on."""
    return fill(
        {
            "case_name": plain(opened.case.name),
            "case_id": plain(opened.case.id),
            "origin": plain(opened.log.origin),
            "vkey": plain(opened.log.key),
            "size": str(checkpoint.size),
            "root": base64_text(checkpoint.root),
            "sealer": sealer,
            "sealer_short": sealer[:16],
            "sealer_name": plain(sealer_name),
            "sealed_at": f"{sealed_at:%Y-%m-%d %H:%M:%S} UTC",
        }
    )


def fill(values: Mapping[str, str]) -> bytes:
    """The template with its `{{names}}` replaced, all at once."""
    template = resources.files("firsthand.dossier").joinpath("templates/CHECK.md")
    text = template.read_text("utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], text).encode("utf-8")


def plain(untrusted: str) -> str:
    """A name that is safe inside a line of Markdown: no line break, no code fence, no cell end."""
    kept = "".join(c if c.isprintable() and c not in "`|<>[]\\" else " " for c in untrusted)
    return " ".join(kept.split())[:_LONGEST_NAME] or "(without a name)"
