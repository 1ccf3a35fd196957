"""How to ask for many values at once."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Column, ColumnElement, func, select


def is_among(column: Column[str], wanted: Collection[str]) -> ColumnElement[bool]:
    """Whether a column has one of these values: one parameter, however many they are."""
    each = func.json_each(json.dumps(list(wanted))).table_valued("value")
    return column.in_(select(each.c.value))
