"use strict";
(() => {
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const box = document.getElementById("search");
  const count = document.getElementById("count");
  const chips = document.getElementById("chips");
  box.hidden = false;
  if (chips) chips.hidden = false;

  const rows = $$("#rows article").map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    named: new Set($$(".named bdi", element).map((item) => item.textContent)),
  }));
  const every = count.textContent;

  function show() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = $$('[aria-pressed="true"]').map((button) => button.dataset.name);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.text.includes(word)) && wanted.every((name) => row.named.has(name));
      row.element.hidden = !fits;
      if (!fits) continue;
      shown += 1;
      let open = false;
      for (const item of $$("bdi", row.element)) {
        const text = item.textContent.toLowerCase();
        const found = words.some((word) => word.length > 1 && text.includes(word)) || wanted.includes(item.textContent);
        item.classList.toggle("found", found);
        if (found && item.closest("details")) open = true;
      }
      const details = row.element.querySelector("details");
      if (details) details.open = open;
    }
    count.textContent = shown === rows.length ? every : `${shown} of ${every}`;
  }

  let waiting = 0;
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { box.value = ""; show(); }
  });
  chips?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== box && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      box.focus();
    }
  });
  addEventListener("beforeprint", () => { for (const d of $$("article:not([hidden]) details")) d.open = true; });
})();
