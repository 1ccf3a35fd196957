"""What a web page says about itself: JSON-LD first, then meta tags, then its visible marks."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import extruct
import htmldate
import lxml.html
import trafilatura

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval
from firsthand.reading.extractors.article import inline_text
from firsthand.reading.extractors.printed_times import interval_of_printed
from firsthand.reading.extractors.tidying import one_line, storable

_PUBLISHED_METAS = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "pubdate",
    "publish-date",
    "date",
)
_MOST_METAS = 300
_LONGEST_META = 4000

Node = Mapping[str, Any]


def describe_page(html: str, tree: lxml.html.HtmlElement) -> DocumentDescription:
    """Title, authors, outlet, time of publication, address and language, with the raw values."""
    linked = extruct.extract(html, syntaxes=["json-ld"], errors="ignore").get("json-ld", [])
    nodes = _Nodes(linked)
    article = nodes.article()
    metas = _metas(tree)
    return DocumentDescription(
        title=one_line(article.get("headline")) or metas.get("og:title") or _title(tree),
        authors=_authors(nodes, article, metas, tree),
        outlet=nodes.name_of(article.get("publisher")) or metas.get("og:site_name"),
        published=_published(article, metas, tree),
        address=_address(tree, metas, article),
        language=one_line(tree.get("lang")) or metas.get("og:locale"),
        raw={"json_ld": storable(linked), "meta": storable(metas)},
    )


class _Nodes:
    """The nodes of all JSON-LD blocks, found by what they are and by their `@id`."""

    def __init__(self, blocks: Any) -> None:
        self.all = list(_nodes_in(blocks))
        self.by_id = {n["@id"]: n for n in self.all if isinstance(n.get("@id"), str) and len(n) > 1}

    def article(self) -> Node:
        """The node that the page is about; an empty one when there is none."""
        for wanted in ("Article", "Report", "Posting", "VideoObject", "WebPage"):
            for node in self.all:
                if any(wanted in kind for kind in _texts(node.get("@type"))):
                    return node
        return {}

    def name_of(self, value: Any) -> str | None:
        """The name of a person or organisation, given as a node, a reference or plain text."""
        if isinstance(value, list):
            return next((name for item in value if (name := self.name_of(item))), None)
        if isinstance(value, Mapping):
            node = value if "name" in value else self.by_id.get(str(value.get("@id")), {})
            return (
                self.name_of(node.get("name")) if not isinstance(node.get("name"), dict) else None
            )
        name = one_line(value)
        return None if name is None or _is_address(name) else name


def _nodes_in(value: Any) -> Iterator[Node]:
    """The nodes at the top of the blocks and in their graphs."""
    if isinstance(value, list):
        for item in value:
            yield from _nodes_in(item)
    elif isinstance(value, Mapping):
        yield value
        yield from _nodes_in(value.get("@graph", ()))


def _texts(value: Any) -> list[str]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """The meta tags by name in lower case; of several with one name the first."""
    metas: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]")[:_MOST_METAS]:
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = one_line(element.get("content", "")[:_LONGEST_META])
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _title(tree: lxml.html.HtmlElement) -> str | None:
    for element in tree.xpath("//h1 | //head/title"):  # in the order of the page
        if element.tag == "h1" and (text := one_line(inline_text(element))):
            return text
    return one_line(tree.findtext(".//title"))


def _authors(
    nodes: _Nodes, article: Node, metas: Mapping[str, str], tree: lxml.html.HtmlElement
) -> tuple[str, ...]:
    given = article.get("author")
    named = [nodes.name_of(a) for a in (given if isinstance(given, list) else [given])]
    if not any(named):
        named = [metas.get("author") or metas.get("article:author")]
    if not any(named) or _is_address(str(named[0])):
        named = [one_line(inline_text(e)) for e in tree.xpath("//*[@rel='author']")]
    if not any(named):
        found = trafilatura.extract_metadata(copy.deepcopy(tree), extensive=False)
        named = [one_line(a) for a in (found.author or "").split(";")]
    return tuple(dict.fromkeys(name for name in named if name))


def _published(
    article: Node, metas: Mapping[str, str], tree: lxml.html.HtmlElement
) -> TimeInterval:
    candidates = [(p, "JSON-LD datePublished") for p in _texts(article.get("datePublished"))]
    candidates += [(metas[name], f"meta {name}") for name in _PUBLISHED_METAS if name in metas]
    marked = "//time[@itemprop='datePublished' or @pubdate]/@datetime | //article//time/@datetime"
    candidates += [(str(printed), "time element") for printed in tree.xpath(marked)]
    for printed, basis in candidates:
        if (interval := interval_of_printed(printed, basis)) is not None:
            return interval
    # What the page only says in words: the library knows many ways to print a day.
    day = htmldate.find_date(tree, original_date=True, extensive_search=False)
    return (interval_of_printed(day, "htmldate") if day else None) or UNKNOWN_TIME


def _address(tree: lxml.html.HtmlElement, metas: Mapping[str, str], article: Node) -> str | None:
    canonical = [str(h).strip() for h in tree.xpath("//link[@rel='canonical']/@href")]
    candidates = [*canonical, metas.get("og:url", ""), *_texts(article.get("url"))]
    return next((address for address in candidates if _is_address(address)), None)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
