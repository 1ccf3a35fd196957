"""Paths as text: names that are not UTF-8 are escaped for reading and kept byte for byte."""

from __future__ import annotations

import os
from pathlib import Path


def readable_name(path: str | Path) -> str:
    r"""The path as text that any encoding of Unicode can hold; foreign bytes become ``\xe9``."""
    text = str(path)
    return text if text.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")


def exact_bytes(path: str | Path) -> str | None:
    """The bytes of a path that is not UTF-8, as hexadecimal; `None` for one that is text."""
    if str(path).isascii():
        return None
    raw = os.fsencode(path)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.hex()
    return None
