"""Entries of the custody log: one act each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

ENTRY_FORMAT = "firsthand-entry-v1"


class Act(StrEnum):
    """What an entry records."""

    CASE_OPENED = "case-opened"
    ACTOR_ADDED = "actor-added"
    SETTINGS_RECORDED = "settings-recorded"
    CAPTURE = "capture"
    MACHINE_RUN = "machine-run"
    TIMESTAMP = "timestamp"
    SEAL = "seal"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of one actor.

    `actor` is the lower-case hex of the actor's 32-byte Ed25519 public key; `time` is the
    machine's clock when the act was recorded; `body` holds what the act is about, as JSON values
    (its keys by act are in docs/specs/custody-log.md).
    """

    act: Act
    actor: str
    time: datetime
    body: Mapping[str, Any]
    format: str = ENTRY_FORMAT


class Purpose(StrEnum):
    """What a machine run was for."""

    IDENTIFY = "identify"  # recorded where content and name disagree, or nothing can open it
    EXTRACT_TEXT = "extract-text"
    READ = "read"
    DESCRIBE_MEDIA = "describe-media"
    FINGERPRINT = "fingerprint"
    TRACE = "trace"
