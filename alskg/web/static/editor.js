// The editor where scripts run: Yasgui with the prefixes and the vocabulary of this graph. It talks
// to this origin alone. Without Yasgui (make web) the form stays, and the examples can be narrowed.
"use strict";

{
  const place = document.querySelector("#editor");
  const { endpoint, base, query: given, run } = place.dataset;
  const json = async (path) => (await fetch(path, { headers: { Accept: "application/json" } })).json();

  // --- examples ---------------------------------------------------------------------------------
  const panel = document.querySelector(".editor-examples");
  const words = document.querySelector("#example-words");
  words.parentElement.hidden = false;
  words.addEventListener("input", () => {
    const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of panel.querySelectorAll("details")) {
      let shown = 0;
      for (const item of group.querySelectorAll("li")) {
        const { title, dataset } = item.firstElementChild;
        const text = `${item.textContent} ${title} ${dataset.question}`.toLowerCase();
        item.hidden = !sought.every((word) => text.includes(word));
        shown += item.hidden ? 0 : 1;
      }
      group.hidden = !shown;
      if (sought.length) group.open = true;
    }
  });

  // --- names in place of IRIs -------------------------------------------------------------------
  let labels = null;
  const named = () => localStorage.getItem("editor-names") !== "no";
  const local = (iri) => {
    if (iri.startsWith(`${base}ontology#`)) return iri.replace(`${base}ontology#`, "/ontology#");
    return iri.startsWith(base) && iri[base.length] !== "/" ? `/${iri.slice(base.length)}` : iri;
  };
  const rename = (root) => {
    for (const link of root.querySelectorAll("a.iri")) {
      if (!link.dataset.iri) {
        link.dataset.iri = link.getAttribute("href");
        link.dataset.curie = link.textContent;
        link.href = local(link.dataset.iri);
        link.rel = "noopener";
        link.title = link.dataset.iri;
      }
      const text = (named() && labels?.[link.dataset.iri]) || link.dataset.curie;
      if (link.textContent !== text) link.textContent = text; // else the observer would see itself
    }
  };
  // What Yasgui leaves without a name, for those who listen to the page.
  const mend = (root) => {
    root.querySelector(".tabsList .addTab")?.setAttribute("role", "tab"); // as all children of a list of tabs
    root.querySelector(".tableSizer")?.setAttribute("aria-label", "Rows on a page");
    const heading = root.querySelector(".yasr th:first-child");
    if (heading && !heading.textContent.trim()) heading.insertAdjacentHTML("beforeend", '<span class="unseen">Row</span>');
  };
  const showNames = async (root) => {
    mend(root);
    if (named() && !labels && root.querySelector("a.iri")) labels = await json("/api/labels.json").catch(() => null);
    rename(root);
  };

  // --- completion -------------------------------------------------------------------------------
  let isCalled = false; // by Ctrl-Space: nothing pops up by itself where nothing is typed yet
  place.addEventListener("keydown", (event) => { isCalled = event.ctrlKey && event.code === "Space"; }, true);
  const completer = (terms, name, from) => {
    const by = new Map(terms.map((term) => [term.curie, term]));
    const isBlank = (token) => !token.string.trim();
    const inside = window.Yasgui.Yasqe.Autocompleters[from].isValidCompletionPosition;
    return {
      name,
      bulk: false,
      autoShow: true,
      persistenceId: null,
      isValidCompletionPosition(yasqe) {
        const token = yasqe.getCompleteToken();
        if (!isBlank(token)) return inside.call(this, yasqe);
        if (!isCalled) return false;
        return from === "class" ? inside.call(this, yasqe) : Boolean(token.state.possibleCurrent?.includes("a"));
      },
      preProcessToken(yasqe, token) {
        const { ch } = yasqe.getDoc().getCursor();
        return isBlank(token) ? { ...token, from: { ch }, to: { ch } } : token;
      },
      get(_yasqe, token) {
        const sought = token.string.trim().toLowerCase().replace(/^</, "");
        return terms
          .filter(({ iri, curie, label }) => !sought || [curie, iri, label, curie.split(":").at(-1)].some((text) => text.toLowerCase().startsWith(sought)) || (sought.length > 2 && !sought.includes(":") && `${curie} ${label}`.toLowerCase().includes(sought)))
          .slice(0, 60)
          .map(({ curie }) => curie);
      },
      postProcessSuggestion: (_yasqe, _token, curie) => (curie.includes("://") ? `<${curie}>` : curie),
      postprocessHints: (_yasqe, hints) => hints.map((hint) => {
        const term = by.get(hint.text.replace(/^<|>$/g, ""));
        const label = term?.label ? `${term.label} · ` : "";
        return { ...hint, displayText: term ? `${hint.text}   ${label}${term.uses.toLocaleString("en")}` : hint.text };
      }),
    };
  };

  // --- errors -----------------------------------------------------------------------------------
  const problem = (error) => {
    let told;
    try { told = JSON.parse(error.text); } catch { return undefined; }
    if (!told?.detail) return undefined;
    const box = document.createElement("div");
    const title = document.createElement("strong");
    const detail = document.createElement("p");
    box.className = "editor-problem";
    box.setAttribute("role", "alert");
    title.textContent = told.title ?? "The query was not answered";
    detail.textContent = told.detail;
    box.append(title, detail);
    if (told.line) {
      const go = document.createElement("button");
      go.type = "button";
      go.textContent = `Go to line ${told.line}, column ${told.column}`;
      go.addEventListener("click", () => {
        const yasqe = window.yasgui.getTab().getYasqe();
        yasqe.focus();
        yasqe.getDoc().setCursor(told.line - 1, told.column - 1);
      });
      box.append(go);
    }
    return box;
  };

  // --- Yasgui -----------------------------------------------------------------------------------
  const start = (terms) => {
    const { Yasgui } = window;
    const { Yasqe, Yasr, Tab } = Yasgui;
    const address = new URL(endpoint, location.href).href;
    const byLength = Object.entries(terms.prefixes).sort(([, one], [, other]) => other.length - one.length);
    Yasqe.forkAutocompleter("prefixes", {
      name: "our-prefixes",
      persistenceId: null,
      get: () => Object.entries(terms.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
    });
    Yasqe.registerAutocompleter(completer(terms.classes, "our-classes", "class"));
    Yasqe.registerAutocompleter(completer(terms.properties, "our-properties", "property"));
    Yasqe.defaults.autocompleters = ["variables", "our-prefixes", "our-classes", "our-properties"];
    Yasr.defaults.errorRenderers = [problem, ...(Yasr.defaults.errorRenderers ?? [])];
    Tab.prototype.getShareableLink = function link() {
      return `${location.origin}/editor?query=${encodeURIComponent(this.getQuery())}`;
    };
    const first = place.querySelector("textarea").value;
    place.querySelector("form").hidden = true;
    const answer = place.querySelector(".editor-answer");
    answer.hidden = true;
    const yasgui = new Yasgui(place, {
      persistenceId: "alskg-editor",
      populateFromUrl: false,
      copyEndpointOnNewTab: false,
      autofocus: false,
      requestConfig: { endpoint: address, method: "POST" },
      endpointCatalogueOptions: { getData: () => [], keys: [] },
      yasqe: { value: first, prefixCcApi: null, screenReaderLabel: "SPARQL query" },
      yasr: { prefixes: Object.fromEntries(byLength), defaultPlugin: "table" },
    });
    window.yasgui = yasgui;
    for (const tab of Object.values(yasgui._tabs)) tab.setEndpoint(address);
    const open = (text, name) => {
      const same = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === text);
      if (same) yasgui.selectTabId(same.getId());
      else yasgui.addTab(true, { name: yasgui.createTabName(name), yasqe: { value: text } });
    };
    if (given) open(given, "Link");
    else if (location.search.includes("question=")) open(first, "Example");
    if (location.search) history.replaceState(null, "", "/editor");
    if (given && run !== undefined) yasgui.getTab().query().catch(() => {});
    panel.addEventListener("click", async (event) => {
      const link = event.target.closest("a[data-question]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const answered = await fetch(`/queries/${link.dataset.question}.rq`);
      if (answered.ok) open(await answered.text(), link.textContent);
      place.scrollIntoView({ block: "nearest" });
    });
    return yasgui;
  };

  const controls = (yasgui) => {
    const bar = document.createElement("p");
    bar.className = "editor-bar";
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = named();
    label.append(box, " Names in place of identifiers");
    const files = document.createElement("span");
    files.append("The answer as a file: ");
    for (const [format, text] of [["csv", "CSV"], ["tsv", "TSV"], ["json", "JSON"], ["xml", "XML"], ["turtle", "Turtle"]]) {
      const link = document.createElement("a");
      link.textContent = text;
      link.dataset.format = format;
      link.href = "#";
      files.append(link, " ");
    }
    const refresh = () => {
      const asked = yasgui.getTab()?.getYasqe();
      if (!asked) return;
      const graph = /^(CONSTRUCT|DESCRIBE)$/.test(asked.getQueryType());
      for (const link of files.querySelectorAll("a")) {
        link.hidden = graph !== (link.dataset.format === "turtle");
        link.href = `${endpoint}?query=${encodeURIComponent(asked.getValue())}&format=${link.dataset.format}`;
      }
    };
    files.addEventListener("pointerenter", refresh);
    files.addEventListener("focusin", refresh);
    for (const event of ["tabSelect", "tabChange", "queryResponse"]) yasgui.on(event, refresh);
    box.addEventListener("change", () => {
      localStorage.setItem("editor-names", box.checked ? "yes" : "no");
      showNames(place);
    });
    const keys = document.createElement("span");
    keys.innerHTML = "<kbd>Ctrl</kbd> <kbd>Enter</kbd> runs, <kbd>Ctrl</kbd> <kbd>Space</kbd> completes, <kbd>Esc</kbd> leaves the field";
    bar.append(label, files, keys);
    place.prepend(bar);
    refresh();
    new MutationObserver((changes) => {
      if (changes.some(({ addedNodes }) => addedNodes.length)) showNames(place);
    }).observe(yasgui.tabPanelsEl, { childList: true, subtree: true });
    showNames(place);
  };

  if (window.Yasgui) {
    json("/api/terms.json").then((terms) => {
      controls(start(terms));
      document.body.classList.add("has-yasgui");
    }).catch((error) => console.warn("The plain form stays, for the editor did not start:", error));
  }
}
