"""The files of the trained model: where they lie, what they say of themselves, their digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

FILES = ("encoder.onnx", "labels.onnx", "vocabulary.txt", "ranker.npz", "model.json")


def packaged() -> Traversable:
    """Where the model of this package lies."""
    return files("firsthand.reading.tagging") / "model"


def facts(model: Traversable) -> Mapping[str, Any]:
    """What the model says of itself: name, thresholds, what it was trained on."""
    found: Mapping[str, Any] = json.loads((model / "model.json").read_text("utf-8"))
    return found


@cache
def digest() -> str:
    """SHA-256 over all files of the package's model, in the order of `FILES`."""
    whole = hashlib.sha256()
    for name in FILES:
        whole.update((packaged() / name).read_bytes())
    return whole.hexdigest()
