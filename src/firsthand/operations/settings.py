"""Settings: put the present `case.toml` on the record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError
from firsthand.operations.case import Case, Deed
from firsthand.vault.object_store import put_bytes


def record_settings(case: Case) -> bool:
    """Record the digest of `case.toml` as it is now; says whether it was new.

    The bytes are kept as an object, so that every version that was in force can be read later.

    Raises `BrokenEvidenceError` where it no longer names the log that the case was opened with.
    """
    case.catch_up()
    opened = case.catalogue.case()
    if opened is not None and (opened.id, opened.log_origin, opened.log_key) != (
        case.settings.id,
        case.settings.origin,
        case.settings.key,
    ):
        raise BrokenEvidenceError(
            f"{case.folder / 'case.toml'} names another case or log than its first entry does.",
            remedy="Restore id, origin and key from the first entry: `firsthand verify` shows it.",
        )
    digest = put_bytes(case.objects, case.settings.raw).digest

    def compose(catalogue: Catalogue) -> Sequence[Deed]:
        if catalogue.settings_digest() == digest:
            return ()
        return ((Act.SETTINGS_RECORDED, {"settings": digest}),)

    before = case.catalogue.applied
    return case.record(compose) > before


def settings_are_recorded(case: Case) -> bool:
    """Whether `case.toml` is the version that the log last recorded."""
    recorded = case.catalogue.settings_digest()
    return recorded is None or recorded == _digest(case)


def require_recorded(case: Case) -> None:
    """Raise `FirsthandError` where `case.toml` was changed and the change is not on the record."""
    if not settings_are_recorded(case):
        raise FirsthandError(
            f"{case.folder / 'case.toml'} was changed, and the change is not on the record.",
            remedy="If you changed it, run `firsthand settings`; otherwise restore it.",
        )


def _digest(case: Case) -> str:
    return hashlib.sha256(case.settings.raw).hexdigest()
