"""The words of the calendar, and stretches of civil days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from firsthand.reading.lexicon import list_of_words

MONTH_NAMES = list_of_words("month_names")
WEEKDAYS = list_of_words("week")
MONTHS = {name: i for i, name in enumerate(MONTH_NAMES, 1)} | {
    name[:3]: i for i, name in enumerate(MONTH_NAMES, 1)
}
MONTHS["sept"] = 9
_OTHER_MONTHS = {
    # French, German, Spanish, Russian, Ukrainian, Turkish, Azerbaijani, Armenian
    1: "janvier januar enero января січня ocak yanvar հունվարի",
    2: "février fevrier februar febrero февраля лютого şubat fevral փետրվարի",
    3: "mars märz marzo марта березня mart մարտի",
    4: "avril abril апреля квітня nisan aprel ապրիլի",
    5: "mai mayo мая травня mayıs մայիսի",
    6: "juin juni junio июня червня haziran iyun հունիսի",
    7: "juillet juli julio июля липня temmuz iyul հուլիսի",
    8: "août aout agosto августа серпня ağustos avqust օգոստոսի",
    9: "septembre septiembre сентября вересня eylül sentyabr սեպտեմբերի",
    10: "octobre oktober octubre октября жовтня ekim oktyabr հոկտեմբերի",
    11: "novembre noviembre ноября листопада kasım noyabr նոյեմբերի",
    12: "décembre decembre dezember diciembre декабря грудня aralık dekabr դեկտեմբերի",
}
for _number, _names in _OTHER_MONTHS.items():
    MONTHS |= dict.fromkeys(_names.split(), _number)

MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
LONG_MONTH = "|".join(
    sorted((m for m in MONTHS if len(m) > 3 or m == "may"), key=len, reverse=True)
)
YEAR = r"(?:1[5-9]|20)\d\d"
COUNTS = {w: i for i, w in enumerate(list_of_words("small_numbers"))} | {"a": 1, "an": 1}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Days:
    """Whole civil days from `first` to `last`, both inclusive, and how they were found."""

    first: date
    last: date
    basis: str

    @property
    def few(self) -> bool:
        """Whether another date may hang on these days: a day, or a night."""
        return (self.last - self.first).days <= 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words for a time whose days cannot be known, and why."""

    basis: str


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, `None` where there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_of(first: date | None, last: date | None, basis: str) -> Days | None:
    """The days, `None` where one is missing, they run backwards or leave what can be reckoned."""
    if first is None or last is None or first > last or first.year < 2 or last.year > 9997:
        return None
    return Days(first, last, basis)


def shifted(day: date, by: int) -> date | None:
    """A day that many days later, `None` beyond the calendar."""
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return None


def month_days(year: int, month: int, basis: str) -> Days | None:
    """All days of a month."""
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month)[1]
    return days_of(day_of(year, month, 1), day_of(year, month, last), basis)


def season_days(year: int, name: str, basis: str) -> Days | None:
    """A season as in the northern half of the world; winter is the one that begins in the year."""
    first = _SEASONS[name]
    if name == "winter":
        return days_of(day_of(year, 12, 1), day_of(year + 1, 3, 1), basis)
    last = calendar.monthrange(year, first + 2)[1] if 1 <= year <= 9999 else 28
    return days_of(day_of(year, first, 1), day_of(year, first + 2, last), basis)
