"""Pictures of the moments that copies of a recording share, made while tracing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, Moment
from firsthand.footage.moments import pictures_at
from firsthand.footage.pictures import Picture
from firsthand.operations.case import Case
from firsthand.operations.engines import Made
from firsthand.operations.progress import Progress
from firsthand.tracing.moments import corresponding_moments

_Asked = tuple[str, tuple[float, ...]]  # an object, and the seconds of it to be pictured
_Found = Sequence[Picture | None]


def picture_moments(
    case: Case,
    families: Iterable[Family],
    matches: Iterable[Match],
    digests: Mapping[str, str],
    progress: Progress,
) -> tuple[tuple[Moment, ...], Made]:
    """The moments that can be shown on both sides, and their pictures as a trace's outputs.

    `digests` gives the object of each exhibit of footage. A moment without a picture near
    enough on either side is left out, and so are those of footage that can no longer be decoded.
    """
    wanted = [
        one for one in corresponding_moments(families, matches) if {one.a, one.b} <= digests.keys()
    ]
    seconds: dict[str, set[float]] = defaultdict(set)
    for one in wanted:
        seconds[digests[one.a]].add(one.a_seconds)
        seconds[digests[one.b]].add(one.b_seconds)
    asked: list[_Asked] = [(digest, tuple(sorted(at))) for digest, at in seconds.items()]
    if asked:
        progress.begin("Picturing shared moments", len(asked))
    names = {digest: number for number, digest in digests.items()}
    pictures: dict[tuple[str, float], Picture] = {}
    for (digest, each), found in case.workers.run(partial(_pictures, case), asked):
        if isinstance(found, Failure):
            progress.note(f"{names[digest]}: no pictures of shared moments. {found.sentence}")
        else:
            pictures |= {(digest, at): p for at, p in zip(each, found, strict=True) if p}
        progress.step(names[digest])
    moments: list[Moment] = []
    made: dict[str, bytes] = {}
    for one in wanted:
        a = pictures.get((digests[one.a], one.a_seconds))
        b = pictures.get((digests[one.b], one.b_seconds))
        if a is not None and b is not None:
            moments.append(replace(one, a_seconds=a.seconds, b_seconds=b.seconds))
            made |= {**_outputs(one.a, a), **_outputs(one.b, b)}
    return tuple(moments), made


def _pictures(case: Case, asked: _Asked) -> _Found | Failure:
    digest, seconds = asked
    with case.objects.local_path(digest) as path:
        try:
            return pictures_at(path, seconds)
        except UnreadableError as error:
            return error.failure


def _outputs(exhibit: str, picture: Picture) -> dict[str, bytes]:
    name = f"picture/{exhibit}/{picture.seconds:.3f}"
    return {name: picture.jpeg, f"{name}/blurred": picture.blurred_jpeg}
