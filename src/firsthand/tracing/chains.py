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
from firsthand.tracing.names import is_institution, name_key, name_words, same_name
from firsthand.tracing.utterances import Spoken

_PUBLISHING = ("publisher", "author", "creator", "sourceorganization", "provider")
_DEEPEST = 8
_LONGEST_NAME = 80


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


def signed_by(text: str, spoken: Sequence[Spoken]) -> tuple[str, ...]:
    """Outlets that the page's chains end with and that stand alone on a line of its text.

    A page without metadata still signs itself; what its chains merely pass through does not.
    """
    ends = {s.chain[-1] for one in spoken for s in one.statements if len(s.chain) > 1}
    lines = {name_key(line) for line in text.splitlines() if len(line) <= _LONGEST_NAME}
    return tuple(sorted(name for name in ends if name and name_key(name) in lines))


def account_of(
    description: DocumentDescription,
    signatures: Sequence[str],
    spoken: Sequence[Spoken],
    start: int,
    end: int,
) -> Account:
    """What a page says about its words from `start` to `end`."""
    publishers = (*publishers_of(description), *signatures)
    statement = _statement_of(spoken, start, end)
    outlet = next(
        iter((*filter(None, [description.outlet]), *signatures, *description.authors)), None
    )
    if statement is None:
        return Account(None, (outlet,) if outlet else (), publishers)
    chain = statement.chain or (statement.source.name,)
    last = chain[-1]
    if outlet and not (last and same_name(last, outlet)):
        chain = (*chain, outlet)
    return Account(statement, chain, publishers)


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom all pages of a family name as origin, and the roles that they print for each.

    Both by name key: `origins` as printed, `roles` as words.
    """

    origins: Mapping[tuple[str, ...], str]
    roles: Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]


def claims_of(accounts: Sequence[Account]) -> Claims:
    """What the pages of a family claim together."""
    origins: dict[tuple[str, ...], str] = {}
    roles: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for account in accounts:
        origin = account.named_origin
        if origin is not None:
            origins.setdefault(name_key(origin), origin)
            roles.setdefault(name_key(origin), set()).update(_roles(account, origin))
    return Claims(origins, {key: frozenset(found) for key, found in roles.items()})


def is_first_hand(account: Account, claims: Claims) -> bool | None:
    """Whether the page is the origin's own publication; `None` where nothing in the case says."""
    if account.statement is not None:
        if account.origin is None:
            return None
        if account.named_origin is None:
            return False
        return _publishes(account, account.origin, claims)
    if any(_publishes(account, origin, claims) for origin in claims.origins.values()):
        return True
    return None


def _publishes(account: Account, origin: str, claims: Claims) -> bool:
    """Whether the page is the publication of the origin, or of the body it speaks for.

    Any page may print in full for whom the origin speaks; the page itself may leave out the
    country that it belongs to.
    """
    if any(same_name(publisher, origin) for publisher in account.publishers):
        return True
    full = claims.roles.get(name_key(origin), frozenset())
    if any(_names(role, publisher) for role in full for publisher in account.publishers):
        return True
    own = _roles(account, origin)
    return any(_names_in_short(role, publisher) for role in own for publisher in account.publishers)


def _roles(account: Account, origin: str) -> list[tuple[str, ...]]:
    """The role that a page prints for the origin, as words."""
    source = account.statement.source if account.statement else None
    if source is None or not source.role or not same_name(source.name or "", origin):
        return []
    return [tuple(word for word in name_words(source.role) if word != "the")]


def _names(role: tuple[str, ...], publisher: str) -> bool:
    """Whether a role names the publisher: "spokesman for the Ministry of Defence of Norvia"."""
    body = tuple(word for word in name_words(publisher) if word != "the")
    spots = range(len(role) - len(body) + 1)
    return len(body) >= 2 and any(role[at : at + len(body)] == body for at in spots)


def _names_in_short(role: tuple[str, ...], publisher: str) -> bool:
    """Whether a role ends with the publisher's name up to its country: "… Ministry of Defence"."""
    body = tuple(word for word in name_words(publisher) if word != "the")
    shorts = (body[:at] for at in range(2, len(body) - 1) if body[at] == "of")
    return any(is_institution(short) and role[-len(short) :] == short for short in shorts)


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
                yield from _printed_names(value)
            elif isinstance(value, Mapping | list | tuple):
                yield from _published_by(value, depth + 1)
    elif isinstance(untrusted, list | tuple):
        for item in untrusted:
            yield from _published_by(item, depth + 1)


def _printed_names(untrusted: Any) -> Iterator[str]:
    for item in untrusted if isinstance(untrusted, list | tuple) else [untrusted]:
        name = item.get("name") if isinstance(item, Mapping) else item
        if isinstance(name, str) and not name.startswith(("http://", "https://", "#")):
            yield name
