"""Judging a stretch: is it the same recording, and how sure is that."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from firsthand.evidence.footage import Match, MatchKind
from firsthand.footage.agreement import Agreement, Overlay, agreement, common_part
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import WHOLE, Box, as_words, distances
from firsthand.footage.reading import Reading
from firsthand.footage.regions import PICTURE
from firsthand.footage.registration import Registration
from firsthand.footage.stretches import Stretch
from firsthand.footage.takes import Take, is_ambiguous, take
from firsthand.footage.thumbs import Rows, thumbs_of

#: Evidence below this score is not reported. Of edited copies of moving scenes none came below .42,
#: of unrelated ones none above .33.
LEAST_SCORE = 0.36
#: Pairs of a stretch that are laid over each other to judge it.
_JUDGED = 32
#: Frames whose hashes differ by this many bits are different states of a scene.
_NEW_STATE = 20
#: A moving stretch needs so many pairs, agreeing blocks, and so much agreement in what moves.
_LEAST_PAIRS = 4
#: Fewer different states than this are a still scene, whatever flickers in it.
_LEAST_STATES = 2
_LEAST_SHARE = 0.55
_LEAST_BLOCKS = 5
_LEAST_MOTION = 0.4
#: Where nothing moves (or a picture stands alone) the pictures themselves must agree far more.
_STILL_SHARE = 0.8
_STILL_LIKENESS = 0.85
_STILL_BLOCKS = 8
#: Edges are found to within this share of a frame.
_ROUGH = 0.02
#: What registration may leave unexplained; more takes from the score.
_EXPLAINED = 0.2
#: The score that no still or ambiguous evidence exceeds.
_STILL_CAP = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a stretch: how its pictures agree, and in how many different states."""

    agreement: Agreement
    states: int
    pairs: int
    score: float
    registration: Registration | None = None
    take: Take | None = None
    ambiguous: bool = False

    def weight(self, stretch: Stretch) -> float:
        """For choosing between readings of the same pair: what moves tells most.

        Where nothing moves, nothing shows the speed either, and the unchanged one is believed.
        """
        motion = self.agreement.motion
        unmoved = 0.5 if stretch.line.speed == 1 else 0.2
        telling = unmoved if motion is None else max(motion, 0.1)
        return self.score * telling * math.sqrt(self.pairs)

    def as_match(self, name_a: str, name_b: str, stretch: Stretch) -> Match:
        """The match that this evidence makes of the stretch."""
        return Match(
            a=name_a,
            b=name_b,
            a_start=round(stretch.a_start, 3),
            a_end=round(stretch.a_end, 3),
            b_start=round(stretch.b_start, 3),
            b_end=round(stretch.b_end, 3),
            speed=round(stretch.line.speed, 4),
            mirrored=stretch.hypothesis.mirrored,
            kind=MatchKind.COPY,
            score=round(self.score, 3),
            channels=("pdq",),
            transform=self._transform(stretch),
            evidence=self._measurements(stretch),
        )

    def _measurements(self, stretch: Stretch) -> dict[str, object]:
        """What the score rests on.

        `static` stands where nothing moves that could agree, `ambiguous` where the frames fit as
        well at other seconds; then the offset is not to be relied on. `unexplained` and `sway` are
        of the registration; `unlike`, `apart` and `denied` tell one take from two (see `takes`).
        """
        found: dict[str, object] = {
            "median_bits": int(np.median(stretch.bits)),
            "frames": self.pairs,
            "states": self.states,
            "agreeing": round(self.agreement.share, 3),
        }
        if self.agreement.motion is not None:
            found["motion"] = round(self.agreement.motion, 3)
        else:
            found["static"] = True
        if self.registration is not None:
            found["unexplained"] = round(self.registration.residual, 3)
            found["sway"] = round(self.registration.sway, 3)
        if self.take is not None:
            found["unlike"] = round(self.take.unlike, 3)
            found["apart"] = round(self.take.apart, 3)
            found["denied"] = round(self.take.denied, 3)
        if self.ambiguous:
            found["ambiguous"] = True
        return found

    def _transform(self, stretch: Stretch) -> dict[str, object]:
        """What was done to the frame between a and b, as far as the overlay shows it.

        `shown_of_a` is the part of a's frame, as it is shown, that b's frame shows too (left, top,
        right, bottom as shares). What b lacks of a is `crop`, or only the borders around a's
        picture (`borders_removed`); and the other way round (`borders_added`).
        """
        found: dict[str, object] = {}
        overlay = self.agreement.overlay
        frames = _frames_over(overlay, mirrored=stretch.hypothesis.mirrored)
        missing = 0.0
        for name, part, picture, borders in (
            ("shown_of_a", frames[0], overlay.picture_a, "borders_removed"),
            ("shown_of_b", frames[1], overlay.picture_b, "borders_added"),
        ):
            if not _cropped(part):
                continue
            found[name] = [round(float(edge), 3) for edge in part]
            if _holds(part, picture):
                found[borders] = True
            else:
                missing = max(missing, 1 - (part.right - part.left) * (part.bottom - part.top))
        if missing:
            found["crop"] = round(float(missing), 2)
        return found


def judge(reading: Reading, a: Fingerprint, b: Fingerprint) -> Evidence | None:
    """The evidence of a stretch, or `None` where it does not carry the word copy.

    The score is `agreement × (1 − e^(−states/3))`: agreement is the share of textured blocks that
    agree times the mean of 1 and the correlation of what moves; states are the different pictures
    that the stretch went through. Evidence without motion never scores above 0.5.
    """
    stretch = reading.stretch
    picked = np.unique(np.linspace(0, len(stretch.rows_a) - 1, _JUDGED).round().astype(np.intp))
    rows_a, rows_b = stretch.rows_a[picked], stretch.rows_b[picked]
    measured = agreement(
        thumbs_of(a, rows_a, stretch.overlay.picture_a, mirrored=stretch.hypothesis.mirrored),
        thumbs_of(b, rows_b, stretch.overlay.picture_b, mirrored=False),
        stretch.overlay,
    )
    states = min(_states(a, rows_a), _states(b, rows_b))
    pairs = min(len(np.unique(stretch.rows_a)), len(np.unique(stretch.rows_b)))
    if measured.motion is None or states < _LEAST_STATES:
        score = _still_score(measured, a.is_still or b.is_still, pairs)
    else:
        score = _moving_score(measured, states, pairs)
    evidence = _weighed(Evidence(measured, states, pairs, score), reading, a)
    return evidence if evidence.score >= LEAST_SCORE else None


def _weighed(evidence: Evidence, reading: Reading, a: Fingerprint) -> Evidence:
    """The evidence of a moving stretch after its registration has been heard."""
    found, views = reading.registration, reading.views
    if found is None or views is None or evidence.score < LEAST_SCORE:
        return evidence
    score = evidence.score * (1 - max(0.0, found.residual - _EXPLAINED))
    if evidence.agreement.motion is None or evidence.states < _LEAST_STATES:
        return replace(evidence, score=score, registration=found)
    seen = take(a, reading.stretch, found, views)
    if seen.is_another:
        score = 0.0
    ambiguous = score >= LEAST_SCORE and is_ambiguous(a, reading.stretch, found, views)
    if ambiguous:
        score = min(score, _STILL_CAP)
    return replace(evidence, score=score, registration=found, take=seen, ambiguous=ambiguous)


def _moving_score(measured: Agreement, states: int, pairs: int) -> float:
    motion = measured.motion or 0.0
    if pairs < _LEAST_PAIRS or measured.blocks < _LEAST_BLOCKS:
        return 0.0
    if measured.share < _LEAST_SHARE or motion < _LEAST_MOTION:
        return 0.0
    return measured.share * (1 + motion) / 2 * (1 - math.exp(-states / 3))


def _still_score(measured: Agreement, picture: bool, pairs: int) -> float:
    if measured.blocks < _STILL_BLOCKS or (pairs < _LEAST_PAIRS and not picture):
        return 0.0
    if measured.share < _STILL_SHARE or measured.likeness < _STILL_LIKENESS:
        return 0.0
    return _STILL_CAP * measured.likeness * measured.share


def _states(fingerprint: Fingerprint, rows: Rows) -> int:
    """How many clearly different pictures the frames go through."""
    words = as_words(fingerprint.hashes[rows, PICTURE])
    seen = words[:1]
    for word in words[1:]:
        if int(distances(word[None], seen).min()) >= _NEW_STATE:
            seen = np.concatenate([seen, word[None]])
    return len(seen)


def _cropped(box: Box) -> bool:
    return any(abs(edge - whole) > _ROUGH for edge, whole in zip(box, WHOLE, strict=True))


def _frames_over(overlay: Overlay, *, mirrored: bool) -> tuple[Box, Box]:
    """Which parts of the two frames lie over each other, borders and all, each as it is shown."""
    picture_a = overlay.picture_a.mirrored() if mirrored else overlay.picture_a
    box_a, box_b = overlay.box_a.within(picture_a), overlay.box_b.within(overlay.picture_b)
    common = common_part(box_a, box_b)
    if common is not None:
        box_a, box_b = common.box_a, common.box_b
    return (box_a.mirrored() if mirrored else box_a), box_b


def _holds(part: Box, picture: Box) -> bool:
    """Whether nothing but borders lies outside the part."""
    return (
        part.left <= picture.left + _ROUGH
        and part.top <= picture.top + _ROUGH
        and part.right >= picture.right - _ROUGH
        and part.bottom >= picture.bottom - _ROUGH
    )
