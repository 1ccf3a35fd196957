"""The settings of a case: its identity, its log's key, and whom it asks for timestamps.

They stand in `case.toml`, written for people. The custody log records the digest of every version
that was in force, so a change made behind its back is seen by `firsthand verify`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firsthand.evidence.errors import FirsthandError, MissingThingError

SETTINGS_FILE = "case.toml"
CASE_FORMAT = "firsthand-case-v1"

_TEMPLATE = """\
# A Firsthand case. The custody log records the digest of this file: after a change of your own,
# run `firsthand settings`, so that the change is on the record under your name.
format = {format}

[case]
id = {id}
name = {name}

[log]
origin = {origin}
key = {key}

# Timestamp authorities (RFC 3161). None is contacted unless it stands here. For each one:
#   [[timestamps]]
#   name = "example"                        # a short name, used in file names
#   address = "https://timestamps.example"
#   certificates = "roots.pem"              # the root certificates that you trust for it
"""
_AUTHORITY_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class AuthoritySettings:
    """One timestamp authority: short name, HTTP address, and the file of root certificates."""

    name: str
    address: str
    certificates: Path


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """What `case.toml` says; `raw` is the file's exact bytes, whose digest the log records."""

    id: str
    name: str
    origin: str
    key: str
    authorities: tuple[AuthoritySettings, ...]
    raw: bytes


def new_settings(*, case_id: str, name: str, origin: str, key: str) -> bytes:
    """The bytes of a fresh `case.toml` without any timestamp authority."""
    quoted = {
        field: json.dumps(value, ensure_ascii=False)
        for field, value in {
            "format": CASE_FORMAT,
            "id": case_id,
            "name": name,
            "origin": origin,
            "key": key,
        }.items()
    }
    return _TEMPLATE.format(**quoted).encode()


def read_settings(case_folder: Path) -> CaseSettings:
    """Read and check `case.toml`; relative certificate paths count from the case folder."""
    path = case_folder / SETTINGS_FILE
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingThingError(
            f"There is no case at {case_folder}.",
            remedy="Make one with `firsthand new NAME`, or name one with --case FOLDER.",
        ) from None
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror}.") from error
    return parse_settings(raw, case_folder)


def parse_settings(raw: bytes, case_folder: Path) -> CaseSettings:
    """The settings in the bytes of a `case.toml`; raises `FirsthandError` naming what is wrong."""
    where = case_folder / SETTINGS_FILE
    try:
        untrusted = tomllib.loads(raw.decode())
        found = untrusted.get("format")
        if found != CASE_FORMAT:
            raise ValueError(f"format is {found!r}, not {CASE_FORMAT!r}")
        case, log = _table(untrusted, "case"), _table(untrusted, "log")
        return CaseSettings(
            id=_text(case, "id"),
            name=_text(case, "name"),
            origin=_text(log, "origin"),
            key=_text(log, "key"),
            authorities=tuple(
                _authority(item, case_folder) for item in untrusted.get("timestamps", [])
            ),
            raw=raw,
        )
    except (ValueError, TypeError) as error:  # TOML and Unicode errors are ValueErrors
        raise FirsthandError(
            f"{where} is not a readable case file: {error}.",
            remedy="Mend the file, or restore it: `firsthand verify` says what the log expects.",
        ) from None


def _authority(untrusted: Any, case_folder: Path) -> AuthoritySettings:
    if not isinstance(untrusted, dict):
        raise TypeError("[[timestamps]] must be a list of tables")
    name = _text(untrusted, "name")
    if not _AUTHORITY_NAME.fullmatch(name):
        raise ValueError(f"timestamp authority {name!r}: use a-z, 0-9 and - for its short name")
    address = _text(untrusted, "address")
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"timestamp authority {name!r}: its address must begin with http(s)://")
    return AuthoritySettings(name, address, case_folder / _text(untrusted, "certificates"))


def _table(untrusted: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = untrusted.get(key)
    if not isinstance(value, dict):
        raise TypeError(f"[{key}] is missing")
    return value


def _text(untrusted: Mapping[str, Any], key: str) -> str:
    value = untrusted.get(key)
    if not isinstance(value, str) or not value:
        raise TypeError(f"{key!r} is missing or no text")
    return value
