"""The templates of our pages, and the filters through which everything from outside passes."""

from __future__ import annotations

import functools
import json
from typing import Any

import jinja2

from firsthand.dossier import report_times
from firsthand.dossier.report_differences import figure_bar
from firsthand.dossier.report_naming import exhibit_title, published, publisher, said_by
from firsthand.dossier.report_text import flat, inside, words


@functools.cache
def environment() -> jinja2.Environment:
    """The one environment: it escapes by itself, and what is not given is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("firsthand.dossier", "templates/report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        words=words,
        flat=flat,
        inside=inside,
        value=_as_json,
        when=report_times.interval_words,
        precision=report_times.precision,
        instant=report_times.instant_words,
        bytesize=report_times.size_words,
        seconds=report_times.seconds_words,
        title_of=exhibit_title,
        published=published,
        publisher=publisher,
        said_by=said_by,
    )
    made.globals.update(figure_bar=figure_bar)
    return made


def _as_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
