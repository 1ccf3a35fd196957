"""An exhibit whose capture record is written already: what thousands are recorded from at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_KEYS = ("capture", "digest", "number", "size")


@dataclass(frozen=True, slots=True, eq=False)
class WrittenExhibit(Mapping[str, Any]):
    """The JSON of an exhibit, as the body of its entry, without being taken apart.

    `capture` is the canonical JSON of the capture record; `origin`, `name` and `captured_at` are
    what stands in it. As a mapping it is what `to_json` gives for the exhibit.
    """

    number: str
    digest: str
    size: int
    origin: str
    name: str
    captured_at: str
    capture: str

    def __getitem__(self, key: str) -> Any:
        if key not in _KEYS:
            raise KeyError(key)
        return json.loads(self.capture) if key == "capture" else getattr(self, key)

    def __iter__(self) -> Iterator[str]:
        return iter(_KEYS)

    def __len__(self) -> int:
        return len(_KEYS)

    @property
    def text(self) -> str:
        """The canonical JSON of the whole: digests and numbers have nothing to be escaped."""
        return (
            f'{{"capture":{self.capture},"digest":"{self.digest}","number":"{self.number}",'
            f'"size":{self.size}}}'
        )
