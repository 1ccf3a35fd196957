"""Pictures of the moments that copies of a recording share, made while tracing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, Moment
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.moments import part_of_frame, pictures_at
from firsthand.footage.pictures import Picture
from firsthand.operations.case import Case
from firsthand.operations.engines import Made
from firsthand.operations.progress import Progress
from firsthand.tracing.moments import Corresponding, corresponding_moments

_Asked = tuple[str, tuple[float, ...]]  # an object, and the seconds of it to be pictured
_Found = Sequence[Picture | None]


def picture_moments(
    case: Case,
    families: Iterable[Family],
    matches: Iterable[Match],
    prints: Mapping[str, tuple[str, Fingerprint]],
    progress: Progress,
) -> tuple[tuple[Moment, ...], Made]:
    """The moments that can be shown on both sides, and their pictures as a trace's outputs.

    `prints` gives the object and the fingerprint of each exhibit. A moment without a picture near
    enough on either side is left out, and so are those of footage that can no longer be decoded.
    """
    wanted = [
        one for one in corresponding_moments(families, matches) if {one.a, one.b} <= prints.keys()
    ]
    seconds: dict[str, set[float]] = defaultdict(set)
    for one in wanted:
        seconds[prints[one.a][0]].add(one.a_seconds)
        seconds[prints[one.b][0]].add(one.b_seconds)
    asked: list[_Asked] = [(digest, tuple(sorted(at))) for digest, at in seconds.items()]
    if asked:
        progress.begin("Picturing shared moments", len(asked))
    names = {digest: number for number, (digest, _) in prints.items()}
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
        (digest_a, print_a), (digest_b, print_b) = prints[one.a], prints[one.b]
        a = pictures.get((digest_a, one.a_seconds))
        b = pictures.get((digest_b, one.b_seconds))
        if a is not None and b is not None:
            moments.append(_moment(one, a, print_a, b, print_b))
            made |= {**_outputs(one.a, a), **_outputs(one.b, b)}
    return tuple(moments), made


def _pictures(case: Case, asked: _Asked) -> _Found | Failure:
    digest, seconds = asked
    with case.objects.local_path(digest) as path:
        try:
            return pictures_at(path, seconds)
        except UnreadableError as error:
            return error.failure


def _moment(
    one: Corresponding, a: Picture, print_a: Fingerprint, b: Picture, print_b: Fingerprint
) -> Moment:
    return Moment(
        a=one.a,
        b=one.b,
        a_seconds=a.seconds,
        b_seconds=b.seconds,
        mirrored=one.mirrored,
        part_of_a=part_of_frame(print_a, a.seconds, one.shown_of_a),
        part_of_b=part_of_frame(print_b, b.seconds, one.shown_of_b),
    )


def _outputs(exhibit: str, picture: Picture) -> dict[str, bytes]:
    name = f"picture/{exhibit}/{picture.seconds:.3f}"
    return {name: picture.jpeg, f"{name}/blurred": picture.blurred_jpeg}
