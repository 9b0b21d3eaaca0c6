// Nothing typed is ever lost, nothing is sent twice, and what can't be undone is asked first.

const say = (name) => document.body.dataset[name] ?? "";

// --- drafts: kept on the device per form, gone once the form was accepted ---

const PREFIX = "draft:";
const SENT = "draft-sent";
const DRAFTABLE = "input:not([type=hidden], [type=password], [type=file], [type=submit]), select, textarea";

const draftKey = (form) => PREFIX + form.dataset.draft + ":" + (form.getAttribute("action") || location.pathname);
const draftFields = (form) => [...form.querySelectorAll(DRAFTABLE)].filter((field) => field.name);
const valueOf = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value);
const nameOf = (field) => (field.matches("[type=checkbox], [type=radio]") ? `${field.name}=${field.value}` : field.name);

function noteOf(form) {
  const place = form.querySelector("[data-draft-note]");
  if (place) return place;
  const added = document.createElement("p");
  added.className = "draft-note";
  added.dataset.draftNote = "";
  added.setAttribute("aria-live", "polite");
  form.append(added);
  return added;
}

function note(form, text) {
  noteOf(form).textContent = text;
}

function keepDraft(form) {
  const values = Object.fromEntries(draftFields(form).map((field) => [nameOf(field), valueOf(field)]));
  try {
    localStorage.setItem(draftKey(form), JSON.stringify(values));
    note(form, say("draftKept"));
  } catch {
    // A full or forbidden store must not stop anybody from typing.
  }
}

function restoreDraft(form) {
  const kept = localStorage.getItem(draftKey(form));
  if (!kept || document.querySelector("[data-error-summary]")) return;
  const values = JSON.parse(kept);
  let changed = false;
  for (const field of draftFields(form)) {
    const value = values[nameOf(field)];
    if (value === undefined || value === valueOf(field)) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
    changed = true;
  }
  if (!changed) return;
  note(form, say("draftRestored"));
  offerToDiscard(form);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function offerToDiscard(form) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = say("draftDiscard");
  button.addEventListener("click", () => {
    localStorage.removeItem(draftKey(form));
    form.reset();
    note(form, "");
  });
  noteOf(form).append(" ", button);
}

function forgetSentDraft() {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  if (!document.querySelector("[data-error-summary], [data-error-page]")) localStorage.removeItem(key);
}

function forgetAllDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

let waiting;
document.addEventListener("input", (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (form?.dataset.draft === undefined || event.target === form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => keepDraft(form), 400);
});

// --- questions that name the consequence ---

async function askFirst(form, submitter, source) {
  const dialog = document.getElementById("ask");
  const yes = document.getElementById("ask-yes");
  const title = source.dataset.confirmTitle || submitter?.textContent.trim() || "";
  document.getElementById("ask-title").textContent = title;
  document.getElementById("ask-text").textContent = source.dataset.confirm;
  yes.textContent = submitter?.textContent.trim() || title;
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  if (dialog.returnValue !== "yes") return;
  form.dataset.asked = "yes";
  form.requestSubmit(submitter ?? undefined);
}

// --- upload with progress: the answer replaces the content, so that its messages are seen once ---

function swapPage(text, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) return window.location.assign(address);
  document.title = page.title;
  document.querySelector("main").replaceWith(fresh);
  history.replaceState(null, "", address);
  window.scrollTo(0, 0);
  fresh.focus();
  window.htmx?.process?.(fresh);
  document.dispatchEvent(new CustomEvent("portal:content", { detail: fresh }));
  return undefined;
}

function upload(form, submitter) {
  const bar = form.querySelector("[data-drop] progress");
  const request = new XMLHttpRequest();
  const body = new FormData(form, submitter ?? undefined);
  const failed = () => {
    bar.hidden = true;
    release(form);
    form.querySelector("[data-chosen]").textContent = say("failed");
  };
  bar.hidden = false;
  bar.value = 0;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
    if (event.loaded === event.total) bar.removeAttribute("value");
  });
  request.addEventListener("load", () => swapPage(request.responseText, request.responseURL || location.href));
  request.addEventListener("error", failed);
  request.addEventListener("timeout", failed);
  request.open("POST", form.action);
  request.send(body);
}

function showChosen(input) {
  const place = input.closest("[data-drop]")?.querySelector("[data-chosen]");
  if (place) place.textContent = [...input.files].map((file) => file.name).join(", ");
}

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    zone.classList.toggle("over", kind === "dragenter" || kind === "dragover");
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-drop] input[type=file]")) showChosen(event.target);
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// --- sending once ---

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  const source = event.submitter?.dataset.confirm ? event.submitter : form;
  if (source.dataset.confirm && !form.dataset.asked) {
    event.preventDefault();
    askFirst(form, event.submitter, source);
    return;
  }
  delete form.dataset.asked;
  if (form.method !== "post" || form.dataset.again !== undefined) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  if (form.dataset.signOut !== undefined) forgetAllDrafts();
  if (form.dataset.draft !== undefined) {
    clearTimeout(waiting);
    keepDraft(form);
    sessionStorage.setItem(SENT, draftKey(form));
  }
  const files = form.querySelector("[data-drop] input[type=file]");
  if (files?.files.length && !form.matches("[hx-post]")) {
    event.preventDefault();
    upload(form, event.submitter);
  }
});

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

// --- on arrival ---

function arrive(part) {
  forgetSentDraft();
  part.querySelectorAll("form[data-draft]").forEach(restoreDraft);
  const summary = part.querySelector("[data-error-summary]");
  summary?.focus();
}

document.addEventListener("portal:content", (event) => arrive(event.detail));
arrive(document);
