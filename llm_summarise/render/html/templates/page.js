"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const root = document.documentElement;
  const lines = $(".lines");

  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* pages from a file may not store */ } },
  };
  for (const element of $$("[data-js]")) element.hidden = false;

  // Light and dark
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const themeButton = $("#theme");
  function applyTheme(theme) {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    themeButton.textContent = isDark() ? "Light" : "Dark";
  }
  function toggleTheme() {
    const theme = isDark() ? "light" : "dark";
    store.set("theme", theme);
    applyTheme(theme);
  }
  themeButton.addEventListener("click", toggleTheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyTheme());
  applyTheme(store.get("theme"));

  // Evidence: from a claim to the lines it rests on, and back
  const back = $("#back");
  let claim = null;
  function mark(cue, count, item) {
    for (const element of $$(".cited, mark.on")) element.classList.remove("cited", "on");
    let node = cue;
    for (let left = count; node && left > 0; left -= 1) {
      node.classList.add("cited");
      for (const m of $$("mark", node)) if (m.dataset.k === item) m.classList.add("on");
      node = document.getElementById("c" + (Number(node.id.slice(1)) + 1));
    }
  }
  // In two columns only the transcript scrolls, so that the claim stays where it is.
  function reveal(element, nearest) {
    const pane = lines.getBoundingClientRect();
    if (lines.scrollHeight <= lines.clientHeight + 1 || getComputedStyle(lines).overflowY !== "auto") {
      element.scrollIntoView({ block: nearest ? "nearest" : "center" });
      return;
    }
    const box = element.getBoundingClientRect();
    if (nearest && box.top >= pane.top && box.bottom <= pane.bottom) return;
    lines.scrollTop += box.top - pane.top - Math.max(0, (pane.height - box.height) / 2);
  }
  function show(id, link) {
    const cue = document.getElementById(id);
    if (!cue || !lines.contains(cue)) return;
    if (cue.closest("[hidden]")) filterBy("");
    mark(cue, Number(link?.dataset.n || 1), link?.dataset.k);
    reveal(cue);
    if (link && !lines.contains(link)) { claim = link; back.hidden = false; }
    seek(cue, false, link?.dataset.t);
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#c"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.getAttribute("href").slice(1);
    if (location.hash.slice(1) !== id) history.pushState(null, "", "#" + id);
    show(id, link);
    const cue = document.getElementById(id);
    if (cue && lines.contains(link)) seek(cue, true);
    else if (cue) { cue.tabIndex = -1; cue.focus({ preventScroll: true }); }
  });
  addEventListener("hashchange", () => show(location.hash.slice(1)));
  back.addEventListener("click", () => {
    back.hidden = true;
    claim?.scrollIntoView({ block: "center" });
    claim?.focus({ preventScroll: true });
  });

  // Search
  const box = $("#search");
  const count = $("#count");
  const steps = $$(".step");
  const painted = typeof Highlight === "function" && CSS.highlights;
  let hits = [];
  let at = -1;
  function ranges(paragraph, pattern) {
    const nodes = [];
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walker.nextNode()) {
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data;
    }
    const place = (offset, end) => {
      let i = nodes.length - 1;
      while (i > 0 && (end ? nodes[i][0] >= offset : nodes[i][0] > offset)) i -= 1;
      return [nodes[i][1], offset - nodes[i][0]];
    };
    return [...text.matchAll(pattern)].map((match) => {
      const range = new Range();
      range.setStart(...place(match.index, false));
      range.setEnd(...place(match.index + match[0].length, true));
      return range;
    });
  }
  function search() {
    const words = box.value.trim().split(/\s+/).filter(Boolean);
    for (const p of $$("p.hit", lines)) p.classList.remove("hit");
    hits = [];
    at = -1;
    if (words.length && (words.join("").length > 1 || words[0].charCodeAt(0) > 0x2e7f)) {
      const pattern = new RegExp(
        words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("\\s+"), "giu");
      for (const p of $$(".turn:not([hidden]) p:not(.who)", lines)) {
        const found = ranges(p, pattern);
        if (found.length) p.classList.add("hit");
        hits.push(...found);
        if (hits.length > 5000) break;
      }
      if (hits.length) step(1); else count.textContent = "no hits";
    } else count.textContent = "";
    for (const button of steps) button.disabled = hits.length < 2;
    if (painted) {
      if (hits.length) CSS.highlights.set("hit", new Highlight(...hits)); else CSS.highlights.clear();
    }
  }
  function step(by) {
    if (!hits.length) return;
    at = (at + by + hits.length) % hits.length;
    count.textContent = `${at + 1} of ${hits.length}`;
    const range = hits[at];
    if (painted) {
      const now = new Highlight(range);
      now.priority = 1;
      CSS.highlights.set("hit-now", now);
    }
    reveal(range.startContainer.parentElement);
  }
  let waiting = 0;
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { box.value = ""; search(); box.blur(); }
  });
  $("#previous").addEventListener("click", () => step(-1));
  $("#next").addEventListener("click", () => step(1));

  // Speakers
  const who = $("#speaker");
  function filterBy(speaker) {
    if (who) who.value = speaker;
    for (const turn of $$(".turn", lines)) turn.hidden = speaker !== "" && turn.dataset.s !== speaker;
    if (box.value) search();
  }
  who?.addEventListener("change", () => filterBy(who.value));

  // Play along
  const player = $("#media");
  const follow = $("#follow");
  const head = $("#head");
  const timed = player ? $$("[data-t]", lines) : [];
  const starts = timed.map((cue) => Number(cue.dataset.t));
  let current = null;
  // What is linked to may begin within the cue.
  function seek(cue, play, at) {
    if (!player || !cue.dataset.t) return;
    const seconds = Number(at || cue.dataset.t);
    player.currentTime = seconds;
    follows(seconds);
    if (play) player.play().catch(() => { /* the media cannot be played; the page says so itself */ });
  }
  function follows(seconds) {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= seconds + 0.05) low = middle + 1; else high = middle;
    }
    const cue = timed[low - 1] ?? null;
    if (head) {
      const x = String(1000 * Math.min(1, seconds / Number(head.dataset.length)));
      head.setAttribute("x1", x);
      head.setAttribute("x2", x);
    }
    if (cue === current) return;
    current?.classList.remove("now");
    cue?.classList.add("now");
    current = cue;
    if (cue && follow.checked && !player.paused) reveal(cue, true);
  }
  if (player) {
    player.addEventListener("timeupdate", () => follows(player.currentTime));
    player.addEventListener("error", () => { $("#trouble").hidden = false; });
    lines.addEventListener("click", (event) => {
      const cue = event.target.closest("[data-t]");
      if (cue && !event.target.closest("a") && getSelection().isCollapsed) seek(cue, true);
    });
  }

  // Keys (single letters can be switched off in the help)
  const help = $("#help");
  const keys = $("#keys");
  keys.checked = store.get("keys") !== "off";
  keys.addEventListener("change", () => store.set("keys", keys.checked ? "on" : "off"));
  $("#helper").addEventListener("click", () => help.showModal());
  const topics = $$(".topics ol > li > a");
  function topic(by) {
    if (!topics.length) return;
    const here = topics.indexOf(document.activeElement);
    const next = topics[here < 0 ? (by > 0 ? 0 : topics.length - 1) : (here + by + topics.length) % topics.length];
    next.focus();
    show(next.getAttribute("href").slice(1), next);
  }
  const commands = {
    "/": () => { box.focus(); box.select(); },
    "?": () => help.showModal(),
    n: () => step(1),
    N: () => step(-1),
    j: () => topic(1),
    k: () => topic(-1),
    d: toggleTheme,
    b: () => { if (!back.hidden) back.click(); },
    p: () => { if (player) { if (player.paused) player.play().catch(() => {}); else player.pause(); } },
  };
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target.closest("input, select, textarea, audio, video")) return;
    if (Object.hasOwn(commands, event.key)) { event.preventDefault(); commands[event.key](); }
  });

  addEventListener("beforeprint", () => { for (const d of $$("details")) d.open = true; });
  if (/^#c\d+$/.test(location.hash)) show(location.hash.slice(1));
})();
