"""Where a family of words comes from, as far as this case can tell.

Times are intervals: one appearance precedes another only where every instant that the one allows
precedes every instant that the other allows. What the times leave open stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from firsthand.evidence.families import Appearance, Origin
from firsthand.evidence.times import TimeInterval
from firsthand.tracing.chains import Account
from firsthand.tracing.names import name_key
from firsthand.tracing.values import exhibit_order
from firsthand.tracing.wording import listed, time_in_words

T = TypeVar("T")
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)

TimeKey = tuple[datetime, datetime, tuple[int, str], float]


def time_order(published: TimeInterval, exhibit: str, start: float) -> TimeKey:
    """Sorts so that whatever surely precedes comes first; what is open goes by its latest time."""
    return (
        published.latest or _LAST,
        published.earliest or _FIRST,
        exhibit_order(exhibit),
        start,
    )


def earliest(items: Sequence[T], time: Callable[[T], TimeInterval]) -> tuple[T, ...]:
    """Those that no other surely precedes."""
    bounds = [latest for item in items if (latest := time(item).latest) is not None]
    if not bounds:
        return tuple(items)
    first_ended = min(bounds)
    kept = []
    for item in items:
        begins = time(item).earliest
        if begins is None or begins <= first_ended:
            kept.append(item)
    return tuple(kept)


def origin_of_words(appearances: Sequence[Appearance], accounts: Sequence[Account]) -> Origin:
    """The origin of a family of words, from its appearances and what each page says of them."""
    first_hand = [a for a in appearances if a.first_hand]
    if first_hand:
        return _first_hand_origin(appearances, first_hand, accounts)
    attributed = [
        (appearance, account)
        for appearance, account in zip(appearances, accounts, strict=True)
        if account.statement is not None
    ]
    if attributed:
        return _origin_outside(attributed)
    return _unattributed(appearances)


def _first_hand_origin(
    appearances: Sequence[Appearance], first_hand: Sequence[Appearance], accounts: Sequence[Account]
) -> Origin:
    origins = earliest(first_hand, lambda a: a.published)
    numbers = _numbers(origins)
    names = _distinct(
        account.chain[0]
        for appearance, account in zip(appearances, accounts, strict=True)
        if appearance.first_hand and account.chain
    )
    whose = listed(names) or "the origin"
    one = len(numbers) == 1
    parts = [_publication(origins, appearances, accounts, names)]
    if not one:
        parts.append("and their times do not tell which came first")
    elif len(first_hand) > 1:
        parts.append("and the earliest of its first-hand appearances in this case")
    elif origins[0].published.earliest is None and origins[0].published.latest is None:
        parts.append("and the only first-hand appearance in this case; when it appeared is unknown")
    else:
        parts.append("and the only first-hand appearance in this case")
    basis = ", ".join(parts)
    ahead = [
        a
        for a in appearances
        if not a.first_hand and all(a.published.surely_before(o.published) for o in origins)
    ]
    if ahead:
        verb = "carries" if len(_numbers(ahead)) == 1 else "carry"
        basis += (
            f"; yet {listed(_numbers(ahead))} {verb} the words before that publication "
            f"({time_in_words(ahead[0].published)} against "
            f"{time_in_words(origins[0].published)}), which needs an explanation"
        )
    leads_to = f"{whose} ({listed(numbers)})"
    return Origin(tuple(numbers), leads_to, f"{basis}.")


def _publication(
    origins: Sequence[Appearance],
    appearances: Sequence[Appearance],
    accounts: Sequence[Account],
    names: Sequence[str],
) -> str:
    """Whose publication the origins are: the source's own, or of whom the source speaks for."""
    own = [account for a, account in zip(appearances, accounts, strict=True) if a in origins]
    numbers = _numbers(origins)
    verb = "is" if len(numbers) == 1 else "are"
    publishers = _distinct(account.publishers[0] for account in own if account.publishers)
    known = {name_key(publisher) for account in own for publisher in account.publishers}
    if publishers and not any(name_key(name) in known for name in names):
        return (
            f"{listed(numbers)} {verb} published by {listed(publishers)}, "
            f"for whom {listed(names)} speaks"
        )
    return f"{listed(numbers)} {verb} the own publication of {listed(names) or 'the origin'}"


def _origin_outside(attributed: Sequence[tuple[Appearance, Account]]) -> Origin:
    """No first-hand appearance: what the chains lead back to."""
    chains, notes = _followed(attributed)
    unresolved = [
        appearance.exhibit
        for (appearance, _), chain in zip(attributed, chains, strict=True)
        if chain[0] is None
    ]
    named = [chain for chain in chains if chain[0] is not None]
    shared = _common_start(named or chains)
    unnamed = any(account.unnamed for _, account in attributed)
    if shared and shared[0] is not None:
        leads_to = _chain_in_words(shared)
        basis = (
            f"No exhibit of this case is the own publication of {shared[0]}, "
            "to whom every attributed appearance leads back"
        )
        if unresolved:
            basis += f", save {listed(unresolved)}, which does not let us say who said it"
    else:
        by_chain: dict[str, list[str]] = {}
        for (appearance, _), chain in zip(attributed, chains, strict=True):
            words = _chain_in_words(chain)
            by_chain.setdefault(words, []).append(appearance.exhibit)
        leads_to = "; ".join(
            f"{words} ({listed(numbers)})" if len(by_chain) > 1 else words
            for words, numbers in by_chain.items()
        )
        if len(by_chain) == 1:
            basis = "No appearance in this case is first-hand, and no page resolves who said it"
        else:
            basis = "No appearance in this case is first-hand, and the pages name different origins"
    basis += "".join(f"; {note}" for note in notes)
    if unnamed:
        basis += "; an unnamed source cannot be told apart from another of the same description"
    return Origin((), leads_to, f"{basis}.")


def _followed(
    attributed: Sequence[tuple[Appearance, Account]],
) -> tuple[list[tuple[str | None, ...]], list[str]]:
    """Each page's chain, followed on where it begins with another page of the family.

    Where one page has the words from an outlet, and that outlet's own page in this case says whom
    it has them from, the words lead back to the latter. Also returns where that was done.
    """
    chains, notes = [], []
    own_pages: dict[tuple[str, ...], list[tuple[Appearance, Account]]] = {}
    for appearance, account in attributed:
        for key in {name_key(publisher) for publisher in account.publishers}:
            own_pages.setdefault(key, []).append((appearance, account))
    for appearance, account in attributed:
        chain = _before_page(account)
        passed = {appearance.exhibit}
        while step := _page_of(chain[0], appearance, own_pages, passed):
            before, its_account = step
            notes.append(
                f"{appearance.exhibit} names {chain[0]}, "
                f"whose own page {before.exhibit} names {its_account.origin}"
            )
            chain = (*_before_page(its_account), *chain)
            passed.add(before.exhibit)
        chains.append(chain)
    return chains, notes


def _page_of(
    name: str | None,
    reader: Appearance,
    own_pages: Mapping[tuple[str, ...], Sequence[tuple[Appearance, Account]]],
    passed: set[str],
) -> tuple[Appearance, Account] | None:
    """The page of a named outlet that names somebody else, and may have come before the reader."""
    key = name_key(name or "")
    for appearance, account in own_pages.get(key, ()):
        if (
            appearance.exhibit not in passed
            and account.origin is not None
            and name_key(account.origin) != key
            and not reader.published.surely_before(appearance.published)
        ):
            return appearance, account
    return None


def _unattributed(appearances: Sequence[Appearance]) -> Origin:
    first = earliest(appearances, lambda a: a.published)
    numbers = _numbers(first)
    if len(numbers) == 1 and len(appearances) > 1:
        outlet = first[0].chain[0] if first[0].chain else None
        by = f", {outlet}" if outlet else ""
        return Origin(
            (),
            f"{numbers[0]}{by}, published {time_in_words(first[0].published)}",
            f"{numbers[0]} is the earliest appearance known in this case; "
            "no page says whose words they are.",
        )
    return Origin(
        (),
        f"one of {listed(numbers)}",
        "No page says whose words they are, and their times do not tell which came first.",
    )


def _before_page(account: Account) -> tuple[str | None, ...]:
    """The chain up to the page's own outlet, which says nothing about the origin."""
    chain = account.chain
    own = {name_key(name) for name in account.publishers}
    if len(chain) > 1 and chain[-1] is not None and name_key(chain[-1]) in own:
        return chain[:-1]
    return chain


def _common_start(chains: Sequence[tuple[str | None, ...]]) -> tuple[str | None, ...]:
    common = chains[0]
    for chain in chains[1:]:
        length = 0
        for ours, theirs in zip(common, chain, strict=False):
            if (name_key(ours or ""), ours is None) != (name_key(theirs or ""), theirs is None):
                break
            length += 1
        common = common[:length]
    return common


def _chain_in_words(chain: Sequence[str | None]) -> str:
    names = [name or "an unresolved source" for name in chain] or ["an unresolved source"]
    return names[0] + (f", through {', '.join(names[1:])}" if len(names) > 1 else "")


def _numbers(appearances: Sequence[Appearance]) -> list[str]:
    return sorted({a.exhibit for a in appearances}, key=exhibit_order)


def _distinct(names: Iterable[str | None]) -> list[str]:
    kept: dict[tuple[str, ...], str] = {}
    for name in names:
        if name:
            kept.setdefault(name_key(name), name)
    return list(kept.values())
