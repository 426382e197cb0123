"""Every page is sound: well-formed, labelled, linked to what is there, and loads nothing foreign.

The whole site is walked in this process, from the first page on, as far as its links lead. Of each
kind of page a few are read, and whatever they link to has to be there.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, unquote, urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from html5rdf import HTMLParser, getTreeBuilder
from starlette.testclient import TestClient
from web_pages import ORIGIN, site
from web_protocol import InProcess

from alskg.terms import BASE
from alskg.web.app import application
from alskg.web.linked.dereferencing import holds
from alskg.web.protocol.endpoints import protocols

EACH = 2  # pages of each kind
STARTS = ("/", "/search?q=muscle", "/gene/SOD1.html", "/there-is-no-such-page")
ENTITY = re.compile(r"/([a-z-]+)/[^/?]+")
FIELDS = ("input", "select", "textarea")
OUT_OF_SIGHT = frozenset({"hidden", "submit", "button"})
OK = 200
EDITORS = ("/editor", "/sparql", "/query")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ASKED = 8  # addresses that differ in the values of their parameters only


@dataclass(frozen=True)
class Page:
    """A page that was read, and what the parser had to say about it."""

    path: str
    status: int
    headers: dict[str, str]
    tree: Element
    faults: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        """Return the ids of its elements."""
        return [one.attrib["id"] for one in self.tree.iter() if "id" in one.attrib]

    def all(self, *names: str) -> Iterator[Element]:
        """Yield its elements with these names."""
        for one in self.tree.iter():
            if str(one.tag).rpartition("}")[2] in names:
                yield one

    def links(self) -> Iterator[str]:
        """Yield the addresses that its links lead to, as paths where they are of this site."""
        for one in self.all("a"):
            if "href" in one.attrib:
                target = urljoin(ORIGIN + self.path, one.attrib["href"])
                yield target.removeprefix(ORIGIN)


def client() -> TestClient:
    """Return a client of the whole application: protocols and pages."""
    spoken = protocols(InProcess(site().kg.source.dataset))
    return TestClient(application(site(), spoken), base_url=ORIGIN, raise_server_exceptions=False)


def kind(path: str) -> str:
    """Return what a page is a kind of: the pages of things go by their kind, questions as one."""
    whole = urlsplit(path).path
    found = ENTITY.fullmatch(whole)
    return f"/{found[1]}/*" if found and whole not in STARTS else whole


@cache
def walked() -> tuple[tuple[Page, ...], dict[str, str]]:
    """Return the pages that were read, and all addresses found, each with a page that names it."""
    seen: dict[str, str] = dict.fromkeys(STARTS, "the test")
    read: dict[str, int] = defaultdict(int)
    pages: list[Page] = []
    waiting = list(STARTS)
    with client() as browser:
        while waiting:
            path = waiting.pop(0)
            if read[kind(path)] >= EACH:
                continue
            answer = browser.get(path, headers={"Accept": BROWSER})
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            read[kind(path)] += 1
            page = parsed(path, answer.status_code, dict(answer.headers), answer.text)
            pages.append(page)
            for target in dict.fromkeys(urldefrag(one).url for one in page.links()):
                if target.startswith("/") and target not in seen:
                    seen[target] = path
                    waiting.append(target)
    return tuple(pages), seen


def parsed(path: str, status: int, headers: dict[str, str], text: str) -> Page:
    """Return a page as an HTML5 parser understands it."""
    parser = HTMLParser(tree=getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(text)
    faults = tuple(f"{place}: {code} {data}" for place, code, data in parser.errors)
    return Page(path, status, headers, tree, faults)


def pages() -> tuple[Page, ...]:
    """Return the pages that were read."""
    return walked()[0]


def gathered(found: Iterator[str]) -> list[str]:
    """Return what was found, sorted, each once."""
    return sorted(set(found))


def test_the_walk_covers_the_site() -> None:
    """All that the navigation names was read, and things of the kinds that matter."""
    kinds = {kind(page.path) for page in pages()}
    (first,) = (page for page in pages() if page.path == "/")
    named = {one.attrib["href"] for nav in first.all("nav") for one in nav.iter("a")}

    assert {kind(path) for path in named} <= kinds
    things = {"gene", "condition", "phenotype", "claim", "passage", "section", "queries", "mapping"}
    assert {f"/{name}/*" for name in things} <= kinds


def test_pages_are_well_formed() -> None:
    """A parser of HTML5 has nothing to mend."""
    assert gathered(f"{page.path} {page.faults[:3]}" for page in pages() if page.faults) == []


def test_each_page_has_its_frame() -> None:
    """Language, a title of its own, one h1, a main part, and a link that skips to it."""

    def faults() -> Iterator[str]:
        for page in pages():
            if page.tree.attrib.get("lang") != "en":
                yield f"{page.path} has no language"
            title = page.tree.findtext("head/title") or ""
            if len(title.strip()) < len("x · alskg"):
                yield f"{page.path} has no title"
            headings = ["".join(one.itertext()).strip() for one in page.all("h1")]
            if len(headings) != 1 or not headings[0]:
                yield f"{page.path} has the main headings {headings}"
            mains = [one.attrib.get("id") for one in page.all("main")]
            if mains != ["main"] or "#main" not in {
                one.attrib.get("href") for one in page.all("a")
            }:
                yield f"{page.path} has no way to its main part"

    assert gathered(faults()) == []


def test_headings_go_down_step_by_step() -> None:
    """No heading is two levels below the one before it (WCAG 2.2, 1.3.1)."""

    def faults() -> Iterator[str]:
        for page in pages():
            level = 0
            for one in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
                following = int(one.tag[-1])
                if following > level + 1:
                    yield f"{page.path}: h{level} then {one.tag} {''.join(one.itertext())[:40]!r}"
                level = following

    assert gathered(faults()) == []


def test_ids_are_unique_and_references_lead_somewhere() -> None:
    """No id stands twice; what names an id names one that is there."""

    def faults() -> Iterator[str]:
        for page in pages():
            ids = page.ids
            yield from (f"{page.path} has {one} twice" for one in ids if ids.count(one) > 1)
            for element in page.tree.iter():
                for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
                    for target in element.attrib.get(name, "").split():
                        if target not in ids:
                            yield f"{page.path}: {name}={target}"

    assert gathered(faults()) == []


def test_every_field_has_a_label() -> None:
    """Each field that a person fills in says what it wants (WCAG 2.2, 3.3.2)."""

    def faults() -> Iterator[str]:
        for page in pages():
            wrapped = {id(one) for label in page.all("label") for one in label.iter()}
            named = {label.attrib.get("for") for label in page.all("label")}
            for one in page.all(*FIELDS):
                labelled = (
                    id(one) in wrapped
                    or one.attrib.get("id", "no id") in named
                    or {"aria-label", "aria-labelledby"} & one.attrib.keys()
                    or one.attrib.get("type") in OUT_OF_SIGHT
                )
                if not labelled:
                    yield f"{page.path}: {one.tag} {one.attrib}"

    assert gathered(faults()) == []


def test_links_buttons_and_pictures_have_names() -> None:
    """Whatever can be followed, pressed or seen has words (WCAG 2.2, 1.1.1 and 4.1.2)."""

    def faults() -> Iterator[str]:
        for page in pages():
            for one in page.all("a", "button", "summary"):
                words = "".join(one.itertext()).strip() or one.attrib.get("aria-label", "")
                if not words and "href" in one.attrib | {"href": ""}:
                    yield f"{page.path}: {one.tag} {one.attrib}"
            yield from (f"{page.path}: img" for one in page.all("img") if "alt" not in one.attrib)
            for one in page.tree.iter():
                if int(one.attrib.get("tabindex", "0")) > 0:
                    yield f"{page.path}: tabindex {one.attrib['tabindex']}"

    assert gathered(faults()) == []


def test_tables_say_what_they_hold() -> None:
    """Each table has a caption or a label, and its headings say what they are headings of."""

    def faults() -> Iterator[str]:
        for page in pages():
            for table in page.all("table"):
                captions = ["".join(one.itertext()).strip() for one in table.iter("caption")]
                if (
                    not any(captions)
                    and not {"aria-label", "aria-labelledby"} & table.attrib.keys()
                ):
                    yield f"{page.path}: a table without caption"
                for one in table.iter("th"):
                    if "scope" not in one.attrib:
                        yield f"{page.path}: a th without scope"

    assert gathered(faults()) == []


def test_nothing_is_written_into_the_page_that_the_policy_forbids() -> None:
    """No script or style stands in a page, no handler in an attribute: none of it would run."""

    def faults() -> Iterator[str]:
        for page in pages():
            for one in page.all("script"):
                if "src" not in one.attrib and one.attrib.get("type") != "application/ld+json":
                    yield f"{page.path}: a script"
            for one in page.all("style"):
                yield f"{page.path}: {one.tag}"
            for one in page.tree.iter():
                written = [name for name in one.attrib if name == "style" or name.startswith("on")]
                yield from (f"{page.path}: {name} of {one.tag}" for name in written)

    assert gathered(faults()) == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    """Scripts, sheets, pictures and forms are of this origin; links away keep what they know."""

    def faults() -> Iterator[str]:
        for page in pages():
            for one in page.tree.iter():
                loads = [
                    one.attrib[name]
                    for name in ("src", "srcset", "action", "data")
                    if name in one.attrib
                ]
                loads += [one.attrib.get("href", "")] if one.tag == "link" else []
                yield from (f"{page.path}: {target}" for target in loads if "//" in target[:8])
            for one in page.all("a"):
                away = one.attrib.get("href", "").startswith(("http://", "https://"))
                if away and "noopener" not in one.attrib.get("rel", ""):
                    yield f"{page.path}: {one.attrib['href']}"

    assert gathered(faults()) == []


def test_every_page_is_sent_with_its_policy() -> None:
    """The policy lets nothing in from elsewhere; only the editor may write styles."""

    def faults() -> Iterator[str]:
        for page in pages():
            policy = page.headers.get("content-security-policy", "")
            for rule in (
                "default-src 'self'",
                "script-src 'self'",
                "object-src 'none'",
                "frame-ancestors 'none'",
            ):
                if rule not in policy:
                    yield f"{page.path}: {rule} is missing"
            if "unsafe" in policy and not page.path.startswith(EDITORS):
                yield f"{page.path}: {policy}"
            if page.headers.get("x-content-type-options") != "nosniff":
                yield f"{page.path}: types may be guessed"

    assert gathered(faults()) == []


def to_ask() -> Iterator[tuple[str, str]]:
    """Yield the addresses still to ask, each with a page that names it.

    Things are known to be there by the graph; of addresses that differ in the values of their
    parameters alone some are enough.
    """
    read = {page.path for page in pages()}
    asked: dict[tuple[str, ...], int] = defaultdict(int)
    for target, source in walked()[1].items():
        form = (kind(target), *sorted(parse_qs(urlsplit(target).query)))
        asked[form] += 1
        has_query = "?" in target
        is_thing = not has_query and holds(site(), BASE + unquote(target[1:]))
        if target not in read and not is_thing and (asked[form] <= ASKED or not has_query):
            yield target, source


def test_all_links_lead_somewhere() -> None:
    """Whatever a page links to on this site is there."""
    absent = [
        f"{page.path} ({page.status})"
        for page in pages()
        if page.status != OK and page.path != "/there-is-no-such-page"
    ]
    with client() as browser:
        for target, source in to_ask():
            status = browser.get(target, headers={"Accept": BROWSER}).status_code
            if status != OK:
                absent.append(f"{target} ({status}) on {source}")

    assert absent == []


def test_places_within_pages_are_there() -> None:
    """A link to a place of a page that was read leads to an element with that id.

    An IRI of the graph may have a fragment without naming a place.
    """
    ids = {page.path: set(page.ids) for page in pages()}

    def faults() -> Iterator[str]:
        for page in pages():
            for target in page.links():
                whole, place = urldefrag(target)
                named = unquote(place)
                is_iri = BASE + target[1:] in site().labels or whole == "/prefixes"
                if place and whole in ids and named not in ids[whole] and not is_iri:
                    yield f"{target} on {page.path}"

    assert gathered(faults()) == []


@pytest.mark.parametrize("path", ["/", "/gaps", "/coverage", "/about", "/mappings"])
def test_a_page_that_is_known_is_not_sent_again(path: str) -> None:
    """The tag of a page answers 304 when it is sent back (RFC 9110, 13.1.2)."""
    with client() as browser:
        if path == "/":
            from alskg.web.pages.standing import standing  # noqa: PLC0415  (its state is on the page)

            assert standing(site()).wait(120) is not None
        tag = browser.get(path).headers["etag"]
        again = browser.get(path, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
