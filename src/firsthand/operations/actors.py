"""Actors: who may act in a case."""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import FirsthandError
from firsthand.operations.case import Case, Deed
from firsthand.proof.actors import is_public_hex
from firsthand.vault.keyring import checked_actor_name


def add_actor(case: Case, name: str, key: str) -> bool:
    """Let another person's key (64 hex digits) act in this case; says whether it was new."""
    name = checked_actor_name(name)
    if not is_public_hex(key):
        raise FirsthandError(
            f"{key[:70]!r} is not a public key.",
            remedy="They see theirs with `firsthand actor show`: 64 digits and letters a to f.",
        )

    def compose(catalogue: Catalogue) -> Sequence[Deed]:
        if any(known.key == key for known in catalogue.actors()):
            return ()
        return ((Act.ACTOR_ADDED, {"name": name, "key": key}),)

    case.catch_up()
    before = case.catalogue.applied
    return case.record(compose) > before
