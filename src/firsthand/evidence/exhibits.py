"""Exhibits: preserved bytes with the record of how they were acquired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval


@dataclass(frozen=True, slots=True)
class Tool:
    """A program or engine that did something, exactly enough to do it again."""

    name: str
    version: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the machine knew about its own clock: `synchronised` is `None` where it cannot say."""

    synchronised: bool | None
    said_by: str


@dataclass(frozen=True, slots=True)
class Capture:
    """The act of acquiring an exhibit.

    `method` is how (`file`), `origin` where from (an absolute path), `name` the original name.
    `modified` is the source's own time of last change, `facts` what else the source system said
    (mode, owner, inode), `machine_user` the account on the capturing machine, `claimed` what a
    downloader's record beside the file says about it (address, uploader, time of posting).
    """

    method: str
    origin: str
    name: str
    captured_at: datetime
    clock: ClockState
    machine: str
    machine_user: str
    tool: Tool
    modified: TimeInterval = UNKNOWN_TIME
    facts: Mapping[str, Any] = field(default_factory=dict)
    claimed: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One preserved thing: number, bytes (lower-case hex SHA-256 and size) and capture record."""

    number: str
    digest: str
    size: int
    capture: Capture


def exhibit_number(ordinal: int) -> str:
    """The printed number of the exhibit that is `ordinal`-th in its case (from 1): E-0001."""
    return f"E-{ordinal:04d}"
