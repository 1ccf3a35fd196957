"""Mail messages (RFC 5322 and MIME): the body, and the header as the description."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.times import UNKNOWN_TIME
from firsthand.reading.extractors.article import joined
from firsthand.reading.extractors.decoding import decode_text
from firsthand.reading.extractors.printed_times import interval_of_printed
from firsthand.reading.extractors.tidying import one_line, storable, tidy
from firsthand.reading.extractors.web_page import parse_page, prepare_page, visible_pieces

_MOST_FIELDS = 300
_LONGEST_FIELD = 4000
_FIELD = re.compile(rb"[!-9;-~]+:")


def extract(untrusted: Path) -> DocumentText:
    """The words of a message; attachments are named in the notes and not read."""
    data = untrusted.read_bytes()
    if not _FIELD.match(data.lstrip(b"\xef\xbb\xbf\r\n")) and not data.startswith(b"From "):
        raise UnreadableError(Failure("mislabelled", "It does not begin as a mail message does."))
    message = email.message_from_bytes(data, policy=default)
    body = message.get_body(preferencelist=("plain", "html"))
    text, notes = _text(body) if isinstance(body, EmailMessage) else ("", ())
    attachments = tuple(_attachment_notes(message))
    if not text and any(part.defects for part in message.walk()):
        sentence = "Its parts cannot be told apart; the message is cut off or damaged."
        raise UnreadableError(Failure("truncated", sentence, "Get it again from where it came."))
    if not text:
        sentence = "The message has no words in it" + (
            ", only attachments." if attachments else "."
        )
        raise UnreadableError(Failure("no-text", sentence))
    return DocumentText(text, "message/rfc822", _description(message), (*notes, *attachments))


def _text(part: EmailMessage) -> tuple[str, tuple[str, ...]]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    notes: tuple[str, ...] = ()
    try:
        text = data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        decoded = decode_text(data)
        text = decoded.text
        notes = (f"It is not in the encoding that it names ({charset}).", *decoded.notes)
    if part.get_content_subtype() == "html":
        tree, cut = parse_page(text)
        prepare_page(tree)
        return joined(visible_pieces(tree))[0], (*notes, *cut, "The text was taken from HTML.")
    text, more = tidy(text)
    return text, (*notes, *more)


def _description(message: EmailMessage) -> DocumentDescription:
    fields = list(message.raw_items())[:_MOST_FIELDS]
    printed = _field(message, "Date")
    authors = tuple(
        name
        for address in getattr(message["From"], "addresses", ())
        if (name := one_line(address.display_name or address.addr_spec))
    )
    return DocumentDescription(
        title=_field(message, "Subject"),
        authors=authors,
        published=(interval_of_printed(printed, "mail header, Date") if printed else None)
        or UNKNOWN_TIME,
        raw={"header": storable([[str(n), str(v)[:_LONGEST_FIELD]] for n, v in fields])},
    )


def _field(message: EmailMessage, name: str) -> str | None:
    value = message[name]
    return None if value is None else one_line(str(value))


def _attachment_notes(message: EmailMessage) -> list[str]:
    return [
        f"Attachment left out: {one_line(part.get_filename()) or 'without a name'} "
        f"({part.get_content_type()})."
        for part in message.iter_attachments()
    ]
