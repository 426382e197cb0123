// Narrows the catalogue down while somebody types. Without it, the button does the same.
"use strict";

{
  const box = document.querySelector("#question-words");
  const count = document.querySelector("#questions-count");
  const items = [...document.querySelectorAll(".questions li")].map((item) => ({
    item,
    text: `${item.textContent} ${item.dataset.words}`.toLowerCase(),
  }));
  const narrow = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, text } of items) {
      item.hidden = !words.every((word) => text.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll(".questions")) {
      section.hidden = ![...section.querySelectorAll("li")].some((item) => !item.hidden);
    }
    count.textContent = words.length ? `${shown} of ${items.length} questions` : "";
  };
  if (items.length) box?.addEventListener("input", narrow);
}
