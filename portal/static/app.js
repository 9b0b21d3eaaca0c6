// What every page can do beyond links and forms: menus, panels, copying, appearance, search, small tables.

const root = document.documentElement;
root.classList.add("js");

const words = (name) => document.body.dataset[name] ?? "";

export function toast(text) {
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = text;
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 4000);
}

// --- menus close when the eye goes elsewhere ---

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

// --- appearance ---

function setTheme(theme) {
  const year = 60 * 60 * 24 * 365;
  document.cookie = `theme=${theme}; path=/; max-age=${theme === "auto" ? 0 : year}; samesite=lax`;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  closeMenus();
}

// --- copying, also where the clipboard needs HTTPS and the portal has none (a LAN) ---

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "sr";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

async function copyFrom(button) {
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  await copyText(source ? source.value ?? source.textContent : button.dataset.copy);
  toast(words("copied"));
}

// --- dialogs and the panel that explains a number ---

async function openPanel(link) {
  const panel = document.getElementById("panel");
  const body = document.getElementById("panel-body");
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { "X-Panel": "1" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.querySelector("[data-panel-content]") ?? page.querySelector("main .content") ?? page.body;
    const title = page.querySelector("[data-panel-title]") ?? page.querySelector("h1");
    document.getElementById("panel-title").textContent = title ? title.textContent : "";
    body.replaceChildren(...content.childNodes);
    panel.showModal();
    announce(body);
  } catch {
    window.location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

// --- new content: whoever brings some calls this ---

export function announce(part) {
  window.htmx?.process?.(part);
  document.dispatchEvent(new CustomEvent("portal:content", { detail: part }));
}

// --- small tables: sort by a click on the head, narrow by typing ---

const cellValue = (row, index) => {
  const cell = row.cells[index];
  const raw = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
  const number = Number(raw.replace(/[,\s\u00a0%]/g, "").replace("\u2212", "-"));
  return raw !== "" && !Number.isNaN(number) ? number : raw;
};

function sortTable(button) {
  const head = button.closest("th");
  const table = head.closest("table");
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = new Intl.Collator(root.lang, { numeric: true }).compare;
  const rows = [...table.tBodies[0].rows].map((row) => [cellValue(row, head.cellIndex), row]);
  rows.sort(([a], [b]) => (typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b))));
  if (down) rows.reverse();
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

function makeSortable(part) {
  for (const head of part.querySelectorAll("table[data-sortable] thead th")) {
    if (head.querySelector("a, button, .sr") || !head.textContent.trim()) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
  }
}

function narrow(input) {
  const table = document.getElementById(input.dataset.filter);
  const wanted = input.value.trim().toLocaleLowerCase();
  for (const row of table?.tBodies[0]?.rows ?? []) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
}

// --- on a narrow screen a thread or a row of tabs starts at the place that counts ---

function showCurrentStep() {
  for (const row of document.querySelectorAll(".thread, .tabs")) {
    const current = row.querySelector("[aria-current]");
    if (current) row.scrollLeft = current.offsetLeft - row.offsetLeft - row.clientWidth / 2 + current.clientWidth / 2;
  }
}

// --- one listener each ---

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a, dialog");
  closeMenus(event.target);
  if (!target || event.defaultPrevented) return;
  if (target.matches("dialog.side[open]") && event.target === target) target.close();
  else if (target.matches("[data-close]")) target.closest("dialog").close();
  else if (target.matches("[data-open]")) document.getElementById(target.dataset.open)?.showModal();
  else if (target.matches("[data-copy], [data-copy-from]")) copyFrom(target);
  else if (target.matches("[data-theme-set]")) setTheme(target.dataset.themeSet);
  else if (target.matches("button.sort")) sortTable(target);
  else if (target.matches("[data-print]")) window.print();
  else if (target.matches("a[data-panel]") && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
    event.preventDefault();
    openPanel(target);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) narrow(event.target);
});

document.addEventListener("portal:content", (event) => makeSortable(event.detail));
document.addEventListener("htmx:after:swap", (event) => makeSortable(event.target.querySelectorAll ? event.target : document));
makeSortable(document);
showCurrentStep();
