"""Whether bytes are text, and which kind of text, as far as a beginning tells."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\f\x1b") + b"\x7f"
_MOST_CONTROLS = 0.01  # of a text: a few stray bytes do not make it a program
_MOST_UTF16_ZEROS = 0.7  # Latin text in UTF-16 has a zero in nearly every other place
_ENOUGH = 64  # bytes without any control byte are hardly chance

_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]", re.I | re.S
)
_SVG = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype\s+svg[^>]*>\s*)?<svg[\s>]", re.I
)
_XML = re.compile(r"\s*<\?xml\s", re.I)
_MAIL_FIELD = re.compile(r"(?m)^([A-Za-z][A-Za-z0-9-]*):[ \t]")
_MAIL_FIELDS = {
    "from", "to", "subject", "date", "received", "return-path", "message-id", "mime-version",
    "delivered-to", "reply-to", "content-type", "dkim-signature",
}  # fmt: skip


def looks_textual(head: bytes, *, named_as_text: bool) -> bool:
    """Whether these first bytes of a file are text in some encoding."""
    if any(head.startswith(mark) for mark, _ in _MARKS):
        return True
    if _looks_utf16(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(head):
        return False
    if is_utf8(head):
        return True
    return named_as_text or (controls == 0 and len(head) >= _ENOUGH)


def is_utf8(head: bytes) -> bool:
    """Whether the bytes are UTF-8, but for a character cut in two at the end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def textual_type(head: bytes, claimed: str | None) -> str:
    """Which kind of text this is; the claim decides between kinds that look the same."""
    text = _decoded(head)
    if claimed in ("text/plain", "text/markdown", "text/csv"):
        return claimed  # a text about HTML or mail may begin with some
    is_html = _HTML.match(text) or (claimed == "text/html" and "<" in text)
    has_json = text.lstrip()[:1] in ("{", "[") and (claimed == "application/json" or '":' in text)
    rules = (
        ("image/svg+xml", _SVG.match(text)),
        ("application/xhtml+xml", is_html and claimed == "application/xhtml+xml"),
        ("text/html", is_html),
        ("message/rfc822", _is_mail(text, sure=claimed == "message/rfc822")),
        ("application/xml", _XML.match(text)),
        ("application/json", has_json),
    )
    return next((media_type for media_type, holds in rules if holds), "text/plain")


def _is_mail(text: str, *, sure: bool) -> bool:
    """Whether the text begins with header fields of RFC 5322, at least two (or, unnamed, three)."""
    headers = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    if not _MAIL_FIELD.match(headers):
        return False
    known = {m.group(1).lower() for m in _MAIL_FIELD.finditer(headers)} & _MAIL_FIELDS
    return len(known) >= (2 if sure else 3) and bool(known & {"from", "received", "return-path"})


def _looks_utf16(head: bytes) -> bool:
    sample = head[:4096]
    half = len(sample) // 2
    if half < 2:
        return False
    zeros = max(sample[0::2].count(0), sample[1::2].count(0))
    others = min(sample[0::2].count(0), sample[1::2].count(0))
    return zeros > _MOST_UTF16_ZEROS * half and others == 0


def _decoded(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    if _looks_utf16(head):
        encoding = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return head.decode(encoding, "replace")
    return head.decode("utf-8", "replace")
