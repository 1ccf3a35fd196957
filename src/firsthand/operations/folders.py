"""Whether a folder is a case or a sealed dossier."""

from __future__ import annotations

from pathlib import Path

from firsthand.evidence.errors import MissingThingError
from firsthand.operations.case_settings import SETTINGS_FILE

BAG_FILE = "bagit.txt"


def is_dossier(folder: Path) -> bool:
    """Whether a folder is a dossier rather than a case; raises `MissingThingError` for neither."""
    if (folder / SETTINGS_FILE).exists():
        return False
    if (folder / BAG_FILE).exists() or (folder / "data").is_dir():
        return True
    raise MissingThingError(
        f"{folder} is neither a case nor a dossier.",
        remedy="A case has a case.toml in it, a dossier a bagit.txt.",
    )
