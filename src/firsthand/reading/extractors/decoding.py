"""Bytes of a text to characters, saying how it was decided."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import charset_normalizer
from w3lib.encoding import html_body_declared_encoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 20  # bytes that a guess is made from
_FEW = 0.01  # of the characters beyond ASCII: so much damage still leaves UTF-8 the best reading


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters, and notes on the encoding where it was not plainly UTF-8."""

    text: str
    notes: tuple[str, ...] = ()


def decode_text(untrusted: bytes) -> Decoded:
    """Decode by byte order mark, as unmarked UTF-16, as UTF-8, or by the likeliest code page."""
    for mark, encoding in _MARKS:
        if untrusted.startswith(mark):
            return _decoded(untrusted, encoding, f"Its byte order mark says {encoding}.")
    if (unmarked := _unmarked_utf16(untrusted)) is not None:
        return _decoded(untrusted, unmarked, f"The encoding was taken to be {unmarked}.")
    try:
        return Decoded(untrusted.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    patched = untrusted.decode("utf-8", "replace")
    damaged, foreign = patched.count("\ufffd"), sum(c > "\x7f" for c in patched)
    if damaged <= _FEW * foreign:
        return Decoded(patched, (f"{damaged} places are no UTF-8 and were replaced by U+FFFD.",))
    best = charset_normalizer.from_bytes(untrusted[:_SAMPLE]).best()
    guessed = best.encoding if best else "latin-1"
    return _decoded(untrusted, guessed, f"The encoding was guessed to be {guessed}.")


def _decoded(untrusted: bytes, encoding: str, note: str) -> Decoded:
    text = untrusted.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    notes = [note]
    if damaged:
        notes.append(f"{damaged} places could not be decoded and were replaced by U+FFFD.")
    return Decoded(text, tuple(notes))


def _unmarked_utf16(untrusted: bytes) -> str | None:
    sample = untrusted[:4096]
    half = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if half >= 2 and max(low, high) > 0.4 * half and min(low, high) == 0:
        return "utf-16-le" if high > low else "utf-16-be"
    return None


def decode_page(untrusted: bytes) -> Decoded:
    """Decode a web page as browsers do: mark, then `<meta charset>`, then as other text."""
    guessed = decode_text(untrusted)
    if any(untrusted.startswith(mark) for mark, _ in _MARKS):
        return guessed
    declared = html_body_declared_encoding(untrusted)
    if declared is None or declared == "utf-8":
        return guessed
    return _decoded(untrusted, declared, f"The page declares {declared}.")
