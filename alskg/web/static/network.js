// The graph to walk through, where scripts run and Cytoscape is there; the list says the same.
"use strict";

(async () => {
  const stage = document.querySelector("[data-graph]");
  if (!stage || typeof cytoscape === "undefined") return;
  const answer = await fetch(stage.dataset.graph, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return; // the drawing stays
  const graph = await answer.json();
  const said = document.getElementById("network-said");
  const root = document.documentElement;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  stage.hidden = said.hidden = false;
  document.querySelector(".network-figure")?.remove();

  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const dashes = { page: [1, 0], reference: [8, 4], derived: [2, 4], plain: [1, 0] };
  const short = (label) => (label.length > 42 ? `${label.slice(0, 40).trimEnd()} …` : label);
  const style = () => [
    { selector: "node", style: {
      label: (node) => short(node.data("label")), shape: "data(shape)", width: 28, height: 28, "font-size": 15,
      "background-color": (node) => colour(`net-${node.data("family")}`),
      color: colour("ink"), "text-wrap": "wrap", "text-max-width": 125, "text-valign": "bottom", "text-margin-y": 4,
      "text-background-color": colour("sheet"), "text-background-opacity": .85, "min-zoomed-font-size": 5,
    } },
    { selector: "node[ring = 0]", style: { width: 44, height: 44, "font-size": 20, "font-weight": "bold" } },
    { selector: "node[ring = 2]", style: { width: 20, height: 20, "font-size": 13 } },
    { selector: "edge", style: {
      width: 1.5, "line-color": colour("soft"), "target-arrow-color": colour("soft"), "target-arrow-shape": "triangle",
      "curve-style": "bezier", "line-style": (edge) => (dashes[edge.data("layer")][1] ? "dashed" : "solid"),
      "line-dash-pattern": (edge) => dashes[edge.data("layer")], color: colour("soft"), "font-size": 13,
      "text-rotation": "autorotate", "text-background-color": colour("sheet"), "text-background-opacity": .9,
      "min-zoomed-font-size": 8,
    } },
    { selector: "edge[!direct]", style: { opacity: .3 } },
    { selector: "edge[layer = 'plain']", style: { width: .8 } },
    { selector: "edge.named[?direct]", style: { label: "data(label)" } },
    { selector: "edge.told", style: { label: "data(label)", "line-color": colour("accent"), "target-arrow-color": colour("accent"), width: 2.5, color: colour("ink"), opacity: 1, "z-index": 9 } },
    { selector: "node.told", style: { "border-width": 4, "border-color": colour("accent") } },
    { selector: ".apart", style: { opacity: .18 } },
    { selector: ".hidden", style: { display: "none" } },
  ];

  const view = cytoscape({
    container: stage.firstElementChild,
    elements: graph.elements,
    layout: { name: "preset", fit: true, padding: 30 },
    style: style(),
    minZoom: .15,
    maxZoom: 3,
    autoungrabify: true,
    boxSelectionEnabled: false,
  });
  window.alskgNetwork = view;
  if (view.zoom() > 1.3) { view.zoom(1.3); view.center(); }
  if (view.edges().length <= 40) view.edges().addClass("named");

  // Who is pointed at, by mouse, finger or key, is told with its ties.
  let told = null;
  const tell = (node) => {
    told = node;
    view.elements().removeClass("told apart");
    if (!node) { said.textContent = rest; return; }
    const near = node.closedNeighborhood();
    view.elements().difference(near).addClass("apart");
    near.addClass("told");
    const ties = node.connectedEdges(":visible").map((edge) => {
      const { label, certainty } = edge.data();
      const sure = certainty && certainty !== "asserted" ? ` (${certainty})` : "";
      return `${edge.source().data("label")} — ${label}${sure} → ${edge.target().data("label")}`;
    });
    const more = ties.length > 4 ? `; and ${ties.length - 4} more` : "";
    said.textContent = `${node.data("label")}: ${ties.slice(0, 4).join("; ")}${more}`;
  };
  const rest = `${view.nodes().length} things, ${view.edges().length} ties. `
    + "Point at a thing to see its ties; click it to open its page, with Shift to put it in the middle.";
  const open = (node, middle) => {
    const focus = new URL(location.href);
    focus.searchParams.set("focus", node.id());
    location.href = middle ? focus.href : node.data("path");
  };
  view.on("mouseover", "node", (event) => tell(event.target));
  view.on("mouseout", "node", () => tell(null));
  view.on("tap", "node", (event) => open(event.target, event.originalEvent?.shiftKey));
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const nodes = view.nodes(":visible");
    if (step) {
      const at = told ? nodes.indexOf(told) : step > 0 ? -1 : 0;
      tell(nodes[(at + step + nodes.length) % nodes.length]);
      if (calm) view.center(told); else view.animate({ center: { eles: told }, duration: 150 });
      event.preventDefault();
    } else if (event.key === "Enter" && told) {
      open(told, event.shiftKey);
    } else if (event.key === "Escape") {
      tell(null);
      view.fit(undefined, 30);
    } else if (event.key === "+" || event.key === "-") {
      view.zoom({ level: view.zoom() * (event.key === "+" ? 1.25 : .8), renderedPosition: { x: stage.clientWidth / 2, y: stage.clientHeight / 2 } });
    }
  });
  tell(null);

  // Kinds that are ticked stay, at once; the button asks the server for more of them.
  const boxes = [...document.querySelectorAll(".network-kinds input")];
  const narrow = () => {
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    view.nodes().forEach((node) => {
      node.toggleClass("hidden", wanted.size > 0 && node.data("ring") > 0 && !wanted.has(node.data("family")));
    });
    for (const row of document.querySelectorAll("tr[data-families]")) {
      const focus = view.getElementById(graph.focus).data("family");
      row.hidden = wanted.size > 0 && !row.dataset.families.split(" ").every((one) => wanted.has(one) || one === focus);
    }
  };
  for (const box of boxes) box.addEventListener("change", narrow);

  const restyle = () => view.style(style());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  new MutationObserver(restyle).observe(root, { attributeFilter: ["data-theme"] });
})();
