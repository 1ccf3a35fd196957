"""Pictures of footage at given seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from firsthand.confine import preload, run_confined
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.footage.decoding import Frame, open_footage
from firsthand.footage.fingerprinting import limits_for
from firsthand.footage.pictures import Picture, picture_of

#: A frame further than this (seconds) from the second asked for does not show that moment.
NEAR = 0.5

preload(["firsthand.footage.moments"])


def pictures_at(path: Path, seconds: Sequence[float]) -> tuple[Picture | None, ...]:
    """The picture nearest to each of the given seconds, with the second at which it really stands.

    `None` where no frame is within half a second. Decodes, confined, up to the last second asked
    for. Raises `UnreadableError` where the file cannot be read at all.
    """
    options = {"seconds": [float(at) for at in seconds]}
    result = run_confined(pictures_in_child, path, options=options, limits=limits_for(path))
    try:
        found = [None if at is None else float(at) for at in result.value["found"]]
        kept = {
            at: Picture(at, result.files[_name(at)], result.files[_name(at, blurred=True)])
            for at in found
            if at is not None
        }
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(
            Failure("crashed", f"The decoding process gave no proper pictures: {error}")
        ) from error
    if len(found) != len(seconds):
        raise UnreadableError(Failure("crashed", "The decoding process gave too few pictures."))
    return tuple(None if at is None else kept[at] for at in found)


def pictures_in_child(untrusted: Path, outbox: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Decode the asked pictures; runs in the child and leaves them in the outbox by second."""
    asked = [float(at) for at in options["seconds"]]
    found: dict[float, float] = {}
    with open_footage(untrusted) as footage:
        for wanted, frame in _nearest(footage.frames(), asked):
            at = round(frame.seconds, 3)
            if abs(at - wanted) > NEAR:
                continue
            found[wanted] = at
            if not (outbox / _name(at)).exists():
                picture = picture_of(frame)
                (outbox / _name(at)).write_bytes(picture.jpeg)
                (outbox / _name(at, blurred=True)).write_bytes(picture.blurred_jpeg)
    return {"found": [found.get(wanted) for wanted in asked]}


def _name(at: float, *, blurred: bool = False) -> str:
    return f"{at:.3f}{'.blurred' if blurred else ''}.jpg"


def _nearest(frames: Iterable[Frame], asked: Iterable[float]) -> Iterator[tuple[float, Frame]]:
    """Each asked second with the frame nearest to it, read no further than need be."""
    waiting = deque(sorted(set(asked)))
    before: Frame | None = None
    for frame in frames:
        while waiting and frame.seconds >= waiting[0]:
            wanted = waiting.popleft()
            is_nearer = before is None or frame.seconds - wanted <= wanted - before.seconds
            yield wanted, frame if before is None or is_nearer else before
        if not waiting:
            return
        before = frame
    if before is not None:
        for wanted in waiting:
            yield wanted, before
