"""Pages of things: what a family reads and what an engineer finds, for every IRI of the graph."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from remote_fixtures import endpoint, nobody
from starlette.testclient import TestClient
from web_pages import browsing, site

import alskg
from alskg import catalogue
from alskg.ledger import answers
from alskg.terms import ALSKG, BASE
from alskg.web.entity import browse
from alskg.web.entity.kinds import KINDS
from alskg.web.linked import dereferencing as linked
from alskg.web.site import Site

__all__ = ["endpoint", "nobody"]

THINGS = """\
SELECT DISTINCT ?thing WHERE {
  ?thing ?property ?value
  FILTER (STRSTARTS(STR(?thing), "https://w3id.org/alskg/") && !CONTAINS(STR(?thing), "#"))
}"""
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "wbr"}
PAGES_OF_OTHERS = (
    "/search",
    "/queries/",
    "/editor",
    "/network",
    "/static/",
    "/api/",
    "/sparql",
    "/.well-known/",
)


class Outline(HTMLParser):
    """What a page is made of: its elements, links, ids, and what a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        """Read a page; what is not closed in order is in `faults`."""
        super().__init__()
        self.count: Counter[str] = Counter()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = dict(attrs)
        self.count[tag] += 1
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(given.get("href") or "")
            outside = (given.get("href") or "").startswith("http")
            if outside and "noopener" not in (given.get("rel") or ""):
                self.faults.append(f"a link outside without rel: {given.get('href')}")
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "th" and "scope" not in given:
            self.faults.append("a heading of a table without scope")
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.faults.append("a script in the page")
        self.faults += [
            f"{tag} has {name}" for name in given if name == "style" or name.startswith("on")
        ]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element of SVG that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of order")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Return a client of the pages of things and of the lists."""
    with browsing(browse.routes(site()), linked.routes(site())) as client:
        client.headers["Accept"] = "text/html"
        yield client


def shown(client: TestClient, path: str) -> str:
    """Return a page that is there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.text


def words(text: str) -> str:
    """Return what of a page is read, with single spaces."""
    text = re.sub(r"<(script|head)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def things() -> set[str]:
    """Return every thing of ours that the graph says anything of, but for the vocabulary."""
    found = {iri for (iri,) in answers(site().kg.engine, THINGS)}
    return {iri for iri in found if not iri.startswith(f"{BASE}ontology")}


@pytest.mark.slow
def test_every_thing_has_a_sound_page(client: TestClient) -> None:
    """One heading, unique ids, all closed, nothing that the policy refuses, no dead link."""
    iris = things()
    assert len(iris) > 3_000
    kinds = {kind.index for kind in KINDS.values()}
    faults = []
    dead: set[str] = set()

    for iri in sorted(iris):
        response = client.get(f"/{iri.removeprefix(BASE)}")
        outline = Outline(response.text)
        found = list(outline.faults)
        found += [] if response.status_code == 200 else [f"status {response.status_code}"]
        found += [] if outline.count["h1"] == outline.count["main"] == 1 else ["not one h1"]
        found += [f"id {one} twice" for one, times in Counter(outline.ids).items() if times > 1]
        anchors = {link[1:] for link in outline.links if link.startswith("#")}
        found += [f"no place #{one}" for one in anchors - set(outline.ids)]
        faults += [f"{iri}: {one}" for one in found]
        dead |= {link for link in outline.links if link.startswith("/")}

    assert faults == []
    ours = {f"/{iri.removeprefix(BASE)}" for iri in iris}
    stems = (re.sub(r"\.(ttl|jsonld|nt|rdf|json)$", "", link) for link in dead)
    unknown = {link for link in stems if link.partition("#")[0] not in ours | kinds}
    of_menu = {"/", "/browse", "/queries", "/gaps", "/pictures", "/coverage", "/model"}
    of_menu |= {"/downloads", "/about", "/ontology", "/validate", "/mappings"}
    unknown = {one for one in unknown if one.partition("#")[0] not in of_menu}
    assert {one for one in unknown if not one.startswith(PAGES_OF_OTHERS)} == set()


def test_links_to_the_vocabulary_name_terms_that_exist(client: TestClient) -> None:
    """A place on the page of the model is that of a term."""
    terms = {iri.removeprefix(ALSKG) for iri in site().labels if iri.startswith(ALSKG)}
    linked_to = set()
    for path in ("/condition/als", "/gene/SOD1", "/claim/als-survival", "/passage/causes-3"):
        outline = Outline(shown(client, path))
        linked_to |= {link for link in outline.links if link.startswith("/ontology#")}

    assert len(linked_to) > 20
    assert {link.removeprefix("/ontology#") for link in linked_to} <= terms


def test_a_gene_shows_its_facts_with_their_layers_and_places(client: TestClient) -> None:
    """Symbol, name, place in the genome, share with population, numbered condition, identifiers."""
    page = shown(client, "/gene/SOD1")
    box = page[page.index('<dl class="facts"') : page.index("</dl>")]
    read = words(box)

    assert "superoxide dismutase 1" in read
    assert "21q22.11" in read
    assert "15-20 % of familial ALS" in read
    assert "ALS1: amyotrophic lateral sclerosis 1" in read
    assert "HGNC:11179" in read
    assert "Causes, sentence 3" in read
    assert "HGNC, 2024-07-23 reference" in read
    assert 'href="/passage/causes-3"' in box
    assert "https://medlineplus.gov/" in box
    assert "#:~:text=" in box


def test_a_condition_shows_what_families_ask_first(client: TestClient) -> None:
    """Other names, how common, when it begins, how it is inherited, which genes, identifiers."""
    page = shown(client, "/condition/als")
    read = words(page[page.index('<dl class="facts"') : page.index("</dl>")])

    for expected in (
        "Lou Gehrig disease",
        "About 5000 new diagnoses",
        "Familial ALS mostly begins between 45 and 54.",
        "Most people with ALS live 2-10 years",
        "autosomal dominant inheritance (most) in familial ALS",
        "C9orf72",
        "29, each with its sentence",
        "ORPHA:803",
    ):
        assert expected in read
    assert read.index("(most)") < read.index("(less frequently)") < read.index("(very rarely)")


def test_claims_stand_in_tables_with_all_that_qualifies_them(client: TestClient) -> None:
    """Range, population, certainty, layer and sentence are in the row of the claim."""
    page = shown(client, "/gene/C9orf72")
    row = next(
        row for row in page.split("<tr") if 'href="/claim/c9orf72-share-of-familial-als"' in row
    )
    read = words("<tr" + row)

    assert "30 to 40 percent" in read
    assert "Europe, United States" in read
    assert "asserted" in read
    assert "page" in read
    assert "Causes, sentence 2" in read
    assert 'href="/population/europe"' in row
    assert "Layer" in words(page)


def test_layers_are_told_apart_in_every_row(client: TestClient) -> None:
    """A claim of a reference source has its badge and its source, and no sentence of the page."""
    page = shown(client, "/condition/ALS1")
    rows = re.findall(r'<tr class="of-(page|reference)">(.*?)</tr>', page, re.DOTALL)

    assert {layer for layer, _ in rows} == {"page", "reference"}
    for layer, row in rows:
        assert f'class="layer layer-{layer}">{layer}<' in row
        assert ('href="/source/' in row) == (layer == "reference")
        assert ('href="/passage/' in row) == (layer == "page")


def test_a_row_of_values_is_of_one_layer(client: TestClient) -> None:
    """Where many values share a badge, none of the other layer is among them."""
    page = shown(client, "/inheritance/autosomal-dominant")
    box = page[page.index('<dl class="facts"') : page.index("</dl>")]
    by_name = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", box, re.DOTALL))

    assert "familial ALS" in by_name["Conditions"]
    assert "ALS1:" not in by_name["Conditions"]
    others = by_name["Conditions, by reference sources"]
    assert others.count("<li>") == 20
    assert "layer-reference" in others
    assert "layer-page" not in others


def test_uncertain_claims_say_so_in_words(client: TestClient) -> None:
    """What is not known, and what is only probable, is marked by words and a class."""
    page = shown(client, "/condition/als")

    assert re.search(r'class="modality modality-unknown"[^>]*>unknown<', page)
    assert re.search(r'class="modality modality-probable"[^>]*>probable<', page)
    negated = shown(client, "/claim/no-father-to-son-transmission")
    assert "The source says that this is not so." in words(negated)


def test_mappings_give_relation_label_reason_and_denials(client: TestClient) -> None:
    """A term elsewhere is linked; a denied one says not, and is no identifier."""
    page = shown(client, "/condition/als")
    table = page[page.index('<section id="mappings"') :]
    read = words(table)

    assert "exact match MONDO:0004976 amyotrophic lateral sclerosis" in read
    assert "manual mapping curation" in read
    assert 'href="http://purl.obolibrary.org/obo/MONDO_0004976"' in table
    assert re.search(r"not exact match OMIM:105400 amyotrophic lateral sclerosis 1", read)
    box = words(page[page.index('<dl class="facts"') : page.index("</dl>")])
    assert "OMIM:105400" not in box


def test_derived_edges_name_their_rule_and_claims(client: TestClient) -> None:
    """An edge that says what a claim says is asserted; others are derived by a named rule."""
    page = shown(client, "/gene/SOD1")
    table = page[page.index('<section id="edges"') : page.index('<section id="uses"')]
    rows = [words(row) for row in table.split("<tr>")]

    assert any("causes familial ALS asserted page SOD1: causes familial ALS" in row for row in rows)
    assert any("has numbered condition" in row and "derived: numbered condition" in row
               for row in rows)  # fmt: skip


def test_what_points_at_a_thing_is_counted(client: TestClient) -> None:
    """A section is named by its passages, which stand in the order of the page."""
    page = shown(client, "/section/causes")
    passages = re.findall(r'<li><a href="/passage/causes-(\d+)"', page)

    assert [int(one) for one in passages] == list(range(1, 22))
    assert "in section 21" in words(page)


def test_a_claim_says_its_parts_its_place_and_what_follows(client: TestClient) -> None:
    """The statement in words is the heading; parts are linked; sentence, digest and citation."""
    page = shown(client, "/claim/sod1-share-of-familial-als")
    read = words(page)

    assert "<h1>SOD1 variants explain 15-20 % of familial ALS across the world.</h1>" in page
    assert "SOD1 accounts for cases of familial ALS" in read
    assert "alskg:accountsForCasesOf" in read
    assert "15 to 20 percent" in read
    assert "The source says so without reservation." in read
    assert re.search(r'<code class="digest" data-copy="[0-9a-f]{64}"', page)
    assert "super-property" in read
    assert f"{BASE}claim/sod1-share-of-familial-als; after MedlinePlus Genetics" in read


def test_a_step_of_the_mechanism_shows_its_chain(client: TestClient) -> None:
    """Steps before and after are linked."""
    page = shown(client, "/claim/slow-transport-leads-to-motor-neuron-death")
    chain = page[page.index('<ol class="chain">') : page.index("</ol>")]

    assert 'href="/claim/transport-variants-lead-to-slow-transport"' in chain
    assert "this step" in chain
    assert 'class="later"' in chain


def test_a_claim_that_is_uncertain_entails_nothing(client: TestClient) -> None:
    """The page of such a claim says why there is no edge."""
    read = words(shown(client, "/claim/environmental-triggers-contribute-to-als"))

    assert "Nothing: what is not certain gives no plain edge." in read


def test_a_passage_shows_place_digest_claims_and_neighbours(client: TestClient) -> None:
    """Neighbours go on across the border of a section; the sentence itself is not there."""
    page = shown(client, "/passage/causes-1")

    assert "SHA-256" in page
    assert 'rel="prev" href="/passage/frequency-5"' in page
    assert 'rel="next" href="/passage/causes-2"' in page
    assert "Not stored here." in page
    assert "Claims that it supports" in page
    first = shown(client, "/passage/description-1")
    assert 'rel="prev"' not in first


def test_a_passage_without_claims_says_why(client: TestClient) -> None:
    """The recorded reason is shown."""
    silent = answers(
        site().kg.engine,
        "SELECT ?passage ?why WHERE { ?passage alskg:notModelledBecause ?why }",
    )
    assert silent
    for iri, why in silent:
        assert why in words(shown(client, f"/{iri.removeprefix(BASE)}"))


def test_the_queries_behind_a_page_run_as_they_stand(client: TestClient) -> None:
    """Each link into the editor carries a query that the graph answers with rows."""
    for path in ("/gene/SOD1", "/claim/als-survival", "/passage/causes-3", "/gene"):
        queries = re.findall(r'href="/editor\?query=([^"]+)"', shown(client, path))
        assert queries
        for query in queries:
            assert site().kg.query(unquote(query).replace("+", " ")).rows


def test_a_page_has_its_data_twins(client: TestClient) -> None:
    """Each format named at the foot of the page is there."""
    page = shown(client, "/gene/SOD1")
    row = page[page.index('<p class="formats"') :]
    twins = re.findall(r'<a href="(/gene/SOD1\.\w+)" rel="alternate"', row)

    assert {one.rpartition(".")[2] for one in twins} == {"ttl", "jsonld", "nt", "rdf", "json"}
    for twin in twins:
        assert client.get(twin).status_code == 200


@pytest.mark.parametrize("slug", [one for one, kind in KINDS.items() if not kind.path])
def test_every_kind_has_a_list_of_all_its_things(client: TestClient, slug: str) -> None:
    """The list has each thing once, with its short form."""
    page = shown(client, f"/{slug}")
    outline = Outline(page)
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]+)"', page)
    expected = {iri for iri in things() if iri.startswith(f"{BASE}{slug}/")}

    assert outline.faults == []
    assert len(rows) == len(set(rows))
    assert {BASE + row.lstrip("/") for row in rows} == expected


def test_the_lists_are_found_from_one_page(client: TestClient) -> None:
    """The page of all kinds counts their things; an address with a slash leads to the list."""
    page = shown(client, "/browse")

    assert re.search(r'<a href="/gene">Genes</a> <span class="muted count">29<', page)
    assert client.get("/gene/").headers["location"] == "/gene"


def test_a_stored_question_leads_to_where_it_is_asked(client: TestClient) -> None:
    """Its page shows the query, and links the form of a question that exists."""
    page = shown(client, "/query/gene_case_shares")
    (name,) = re.findall(r'class="button" href="/queries/(\w+)"', page)

    assert catalogue.get(name).id == "gene_case_shares"
    assert "alskg:accountsForCasesOf" in page or "alskg:CaseShareClaim" in page


def test_pages_over_an_endpoint_are_those_over_the_file(client: TestClient, endpoint: str) -> None:
    """Another engine answers, and the reader sees no difference."""
    there = Site(alskg.connect(endpoint))
    paths = ("/gene/SOD1", "/condition/als", "/claim/als-survival", "/passage/causes-3", "/gene")

    with browsing(browse.routes(there), linked.routes(there)) as remote:
        remote.headers["Accept"] = "text/html"
        for path in paths:
            assert words(shown(remote, path)) == words(shown(client, path)), path
