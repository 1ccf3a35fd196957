"""The script that most letters of a stretch are in, and languages that a script decides."""

from __future__ import annotations

import re

_SCRIPTS = {
    "Latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "Cyrillic": re.compile("[\u0400-\u052f]"),
    "Armenian": re.compile("[\u0531-\u0556\u0561-\u0587]"),
    "Arabic": re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]"),
    "Greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "Hebrew": re.compile("[\u05d0-\u05ea]"),
    "Georgian": re.compile("[\u10a0-\u10ff\u1c90-\u1cbf]"),
    "Japanese": re.compile("[\u3040-\u30ff]"),
    "Korean": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
    "Chinese": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "Devanagari": re.compile("[\u0900-\u097f]"),
    "Bengali": re.compile("[\u0980-\u09ff]"),
    "Thai": re.compile("[\u0e00-\u0e7f]"),
    "Amharic": re.compile("[\u1200-\u137f]"),
}
_OTHER = re.compile(r"[^\W\d_]")


def script_of(stretch: str) -> tuple[str, int]:
    """The script of most letters, with their number; `("", 0)` where there are none."""
    if stretch.isascii():
        letters = len(_SCRIPTS["Latin"].findall(stretch))
        return ("Latin", letters) if letters else ("", 0)
    counts = {name: len(pattern.findall(stretch)) for name, pattern in _SCRIPTS.items()}
    if counts["Japanese"]:
        counts["Japanese"] += counts.pop("Chinese")
    best = max(counts, key=lambda name: counts[name])
    if counts[best]:
        return best, counts[best]
    letters = len(_OTHER.findall(stretch))
    return ("another script", letters) if letters else ("", 0)
