"""Through whom repeated words reached a page, and whether the page is their origin's own.

A page is first-hand where its outlet, author or publisher is the very source that the words are
attributed to, or the body that the source's printed role says it speaks for. Names are compared
by spelling alone (see `names`); where nothing in the case says, the answer is `None`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.statements import SourceKind, Statement
from firsthand.tracing.names import name_key, name_words, same_name
from firsthand.tracing.utterances import Spoken

_PUBLISHING = ("publisher", "author", "creator", "sourceorganization", "provider")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Account:
    """What one page says about the words: the statement it reads them as, and their chain.

    `statement` is `None` where the page has the words without attributing them.
    """

    statement: Statement | None
    chain: tuple[str | None, ...]
    publishers: tuple[str, ...]

    @property
    def origin(self) -> str | None:
        """Whom the page names as the words' origin."""
        return self.chain[0] if self.statement is not None and self.chain else None

    @property
    def named_origin(self) -> str | None:
        """The origin, unless it is nobody in particular."""
        return None if self.unnamed else self.origin

    @property
    def unnamed(self) -> bool:
        """Whether the origin is a description such as "two officials", which many fit."""
        if self.statement is None or self.origin is None:
            return False
        source = self.statement.source
        return source.kind is SourceKind.UNNAMED and same_name(source.name or "", self.origin)


def publishers_of(description: DocumentDescription) -> tuple[str, ...]:
    """Whose publication the document says it is: outlet, authors, publisher as printed."""
    names = [description.outlet, *description.authors]
    names += _published_by(description.raw, 0)
    kept: dict[tuple[str, ...], str] = {}
    for name in names:
        if name and name_key(name):
            kept.setdefault(name_key(name), name)
    return tuple(kept.values())


def account_of(
    description: DocumentDescription, spoken: Sequence[Spoken], start: int, end: int
) -> Account:
    """What a page says about its words from `start` to `end`."""
    publishers = publishers_of(description)
    statement = _statement_of(spoken, start, end)
    outlet = description.outlet or (description.authors[0] if description.authors else None)
    if statement is None:
        return Account(None, (outlet,) if outlet else (), publishers)
    chain = statement.chain or (statement.source.name,)
    last = chain[-1]
    if outlet and not (last and same_name(last, outlet)):
        chain = (*chain, outlet)
    return Account(statement, chain, publishers)


def is_first_hand(account: Account, all_accounts: Sequence[Account]) -> bool | None:
    """Whether the page is the origin's own publication; `None` where nothing in the case says."""
    if account.statement is not None:
        if account.origin is None:
            return None
        if account.named_origin is None:
            return False
        return _publishes(account, account.statement, account.origin)
    claimed = (
        (other.statement, other.named_origin)
        for other in all_accounts
        if other.statement is not None and other.named_origin is not None
    )
    if any(_publishes(account, statement, origin) for statement, origin in claimed if origin):
        return True
    return None


def _publishes(account: Account, statement: Statement, origin: str) -> bool:
    if any(same_name(publisher, origin) for publisher in account.publishers):
        return True
    source = statement.source
    if source.role is None or source.name is None or not same_name(source.name, origin):
        return False
    role = tuple(word for word in name_words(source.role) if word != "the")
    return any(_speaks_for(role, publisher) for publisher in account.publishers)


def _speaks_for(role: tuple[str, ...], publisher: str) -> bool:
    """Whether a role as printed names the publisher: "spokesman for the Ministry of Defence"."""
    body = tuple(word for word in name_words(publisher) if word != "the")
    spots = range(1, len(role) - len(body) + 1)
    return len(body) >= 2 and any(role[at : at + len(body)] == body for at in spots)


def _statement_of(spoken: Sequence[Spoken], start: int, end: int) -> Statement | None:
    """The statement whose words these mostly are; `None` where no one source has half of them."""
    shares: dict[tuple[str | None, ...], tuple[int, Statement]] = {}
    for one in spoken:
        shared = min(end, one.end) - max(start, one.start)
        if shared > 0:
            statement = one.statements[0]
            before = shares.get(statement.chain, (0, statement))
            shares[statement.chain] = (before[0] + shared, before[1])
    best = max(shares.values(), key=lambda found: found[0], default=None)
    return best[1] if best and best[0] * 2 >= end - start else None


def _published_by(untrusted: Any, depth: int) -> Iterator[str]:
    """Names under publishing keys of a document's raw metadata, however they are nested."""
    if depth > _DEEPEST:
        return
    if isinstance(untrusted, Mapping):
        for key, value in untrusted.items():
            if str(key).casefold() in _PUBLISHING:
                yield from _names(value)
            elif isinstance(value, Mapping | list | tuple):
                yield from _published_by(value, depth + 1)
    elif isinstance(untrusted, list | tuple):
        for item in untrusted:
            yield from _published_by(item, depth + 1)


def _names(untrusted: Any) -> Iterator[str]:
    for item in untrusted if isinstance(untrusted, list | tuple) else [untrusted]:
        name = item.get("name") if isinstance(item, Mapping) else item
        if isinstance(name, str) and not name.startswith(("http://", "https://", "#")):
            yield name
