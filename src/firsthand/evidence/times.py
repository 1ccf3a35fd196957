"""Time as it is known: the words, and the interval of instants that they allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: The easternmost and westernmost civil time are 14 hours ahead and 12 hours behind UTC.
_EARLIEST_ZONE = timedelta(hours=14)
_LATEST_ZONE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class TimeInterval:
    """When something happened: somewhere from `earliest` to `latest`, both inclusive.

    Instants are aware UTC; `None` means unbounded on that side. `printed` keeps the words or the
    raw value that were read, `basis` says where they stand (for example `json-ld datePublished`).
    """

    earliest: datetime | None
    latest: datetime | None
    printed: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        for instant in (self.earliest, self.latest):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("an instant must carry its time zone")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError("an interval cannot end before it begins")

    def surely_before(self, other: TimeInterval) -> bool:
        """Whether every instant of this interval precedes every instant of the other."""
        return (
            self.latest is not None and other.earliest is not None and self.latest < other.earliest
        )


UNKNOWN_TIME = TimeInterval(None, None)


def interval_of_day(
    day: date, *, utc_offset: timedelta | None = None, printed: str = "", basis: str = ""
) -> TimeInterval:
    """The instants that a calendar day covers; without an offset, in any time zone on Earth."""
    midnight = datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00")
    ahead = _EARLIEST_ZONE if utc_offset is None else utc_offset
    behind = -_LATEST_ZONE if utc_offset is None else utc_offset
    return TimeInterval(
        earliest=midnight - ahead,
        latest=midnight + timedelta(days=1) - timedelta(microseconds=1) - behind,
        printed=printed,
        basis=basis,
    )
