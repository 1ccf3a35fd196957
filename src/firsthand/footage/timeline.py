"""Presentation times made whole: from zero, strictly rising, with what was repaired."""

from __future__ import annotations

#: A step beyond this many times the declared duration (and a minute) is a broken stamp.
_WILD_STEP = 1.5
_FALLBACK_STEP = 1 / 25


class Timeline:
    """Gives every decoded frame its second, in the order in which the decoder shows them.

    The first frame is at 0. A frame has a presentation stamp and a decoding stamp; files exist
    where the first kind runs back and forth while the second is sound, so the kind that has failed
    less often so far is believed (the rule of FFmpeg's `guess_correct_pts`). Where neither helps
    the frame follows the one before by the nominal step. `repaired` counts the frames whose
    presentation stamp could not be used.
    """

    def __init__(self, frame_rate: float | None, duration: float | None) -> None:
        rate = frame_rate if frame_rate and 0.01 < frame_rate < 1000 else None
        self._step = 1 / rate if rate else _FALLBACK_STEP
        self._wild = (duration or 0.0) * _WILD_STEP + 60.0
        self._zero: float | None = None
        self._last = 0.0
        self._seen = [float("-inf"), float("-inf")]
        self._faults = [0, 0]
        self.repaired = 0

    def place(self, presented: float | None, decoded: float | None = None) -> float:
        """The second at which the next frame is shown, given its two stamps as read."""
        self._count_faults(presented, decoded)
        by_presentation = presented is not None and self._faults[0] <= self._faults[1]
        stamp = presented if by_presentation else decoded
        self.repaired += not by_presentation
        if self._zero is None:
            self._zero = stamp or 0.0
            return 0.0
        at = None if stamp is None else stamp - self._zero
        if at is None or not self._last < at < self._last + self._wild:
            self.repaired += by_presentation
            at = self._last + self._step
            if stamp is not None and (stamp - self._zero > self._last or self._is_restart(stamp)):
                self._zero = stamp - at
        self._last = at
        return at

    def _is_restart(self, stamp: float) -> bool:
        """Whether the stamps jumped far back: a new count begins, as where clips are joined."""
        return self._last - (stamp - (self._zero or 0.0)) > max(1.0, 10 * self._step)

    def _count_faults(self, *stamps: float | None) -> None:
        for kind, stamp in enumerate(stamps):
            if stamp is None:
                self._faults[kind] += 1
                continue
            self._faults[kind] += stamp <= self._seen[kind]
            self._seen[kind] = stamp
