// Comforts for browsers that run scripts. Every page is whole without this file.
"use strict";

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  const dark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const show = () => { button.textContent = dark() ? "Light colours" : "Dark colours"; };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* it holds for this page then */ }
    show();
  });
}

// Suggestions under the search boxes, through the browser's own list of choices.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-choices`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting;
  let asked = "";
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (text.length < 2 || text === asked) return;
    waiting = setTimeout(async () => {
      asked = text;
      const url = new URL(input.dataset.suggest, location.origin);
      url.searchParams.set("q", text);
      const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok || asked !== text) return;
      const hits = await answer.json();
      list.replaceChildren(...hits.map(({ value, label }) => {
        const option = document.createElement("option");
        option.value = value;
        option.label = label;
        return option;
      }));
    }, 120);
  });
}

// Tables that ask for it can be narrowed by a word.
for (const table of document.querySelectorAll("table[data-filter]")) {
  const box = document.createElement("input");
  const label = document.createElement("label");
  const count = document.createElement("span");
  box.type = "search";
  count.className = "muted";
  count.setAttribute("role", "status");
  label.className = "filter";
  label.append(table.dataset.filter + " ", box, " ", count);
  (table.closest(".scroll") ?? table).before(label);
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = words.length ? `${shown} of ${table.tBodies[0].rows.length}` : "";
  });
}

// A button that copies what stands beside it.
for (const place of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${place.dataset.copyName ?? place.dataset.copy}`);
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard?.writeText(place.dataset.copy).then(() => true, () => false);
    button.textContent = done ? "Copied" : "Not allowed";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  place.after(" ", button);
}
