/**
 * What every screen can do: the proof against forged requests, theme, shortcuts and their help, dialogs, toasts, running
 * clocks, forms that go out once, and a focus that is never lost.
 * Everything is asked for by attributes: data-key, data-dialog, data-dialog-close, data-opens, data-theme-choice, data-count-from, data-focus.
 */

const root = document.documentElement;

/** Read a setting of this browser; null where storage is switched off. */
function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keep a setting of this browser; an empty value forgets it. */
function remember(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // storage is switched off: the setting lasts for this page
  }
}

/** Text of a message that the page brings along in the reader's language. */
const words = (name) => document.getElementById("words")?.dataset[name] ?? "";

// Requests ----------------------------------------------------------------------------------------------------------

/** The cookie is out of reach for scripts, so the page carries the token in a meta element. */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:sendError", () => toast({ text: words("unreachable"), tone: "danger" }));
document.addEventListener("htmx:timeout", () => toast({ text: words("unreachable"), tone: "danger" }));
document.addEventListener("htmx:responseError", ({ detail }) => toast({ text: words(detail.xhr.status === 410 ? "gone" : "failed"), tone: "danger" }));

/** A plain form goes out once, unless it brings a file (data-again); when the page comes back from the browser's history it may go out again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

/** The same for forms that htmx sends; a draft that saves itself while somebody types is not held up. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (requestConfig.triggeringEvent?.type !== "submit") return;
  if (elt.dataset.sent) event.preventDefault();
  else elt.dataset.sent = "yes";
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig.triggeringEvent?.type === "submit") delete event.detail.elt.dataset.sent;
});

/**
 * After a swap that somebody asked for, the focus goes to [data-focus]; after any swap that swallowed it, to the new content.
 * htmx itself gives it back to an element with the same id.
 */
let swallowed = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  swallowed = event.detail.target.contains(document.activeElement) && document.activeElement !== document.body;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const { target, requestConfig } = event.detail;
  const asked = ["submit", "click"].includes(requestConfig?.triggeringEvent?.type);
  const wanted = asked ? document.querySelector("[data-focus]") : null;
  if (wanted) focus(wanted);
  else if (swallowed && document.activeElement === document.body && target?.isConnected) focus(target);
  swallowed = false;
  showHere();
  startClocks();
});

/** Put the focus on an element, also on one that takes none by itself. */
function focus(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
}

/** Let a row of links that is wider than the screen show the one where we are. */
function showHere() {
  for (const here of document.querySelectorAll("nav > [aria-current]")) {
    const row = here.parentElement;
    row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - here.clientWidth) / 2;
  }
}

// Theme -------------------------------------------------------------------------------------------------------------

/** Show which theme is chosen on every switch of the page. */
function showTheme() {
  const chosen = root.dataset.bsTheme ?? "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) button.setAttribute("aria-pressed", button.dataset.themeChoice === chosen);
}

/** Choose "light", "dark" or "auto" (as the system has it). */
function chooseTheme(choice) {
  if (choice === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = choice;
  remember("theme", choice === "auto" ? "" : choice);
  showTheme();
}

// Keys --------------------------------------------------------------------------------------------------------------

const TEXT = "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]";
const singleKeys = () => remembered("single-keys") !== "off";

/** Name the pressed key as data-key names it: "Control+Enter", "F6", "?"; Command counts as Control. */
function pressed(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Control");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && event.key.length > 1) parts.push("Shift");
  return [...parts, event.key.length === 1 ? event.key.toLowerCase() : event.key].join("+");
}

/** The elements with a shortcut that can be used now: visible, not disabled, inside the open dialog if there is one. */
function shortcuts() {
  const dialogs = document.querySelectorAll("dialog[open]");
  const scope = dialogs[dialogs.length - 1] ?? document;
  return [...scope.querySelectorAll("[data-key]")].filter((element) => element.checkVisibility() && !element.disabled);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const key = pressed(event);
  if (key.length === 1 && (!singleKeys() || event.target.matches?.(TEXT))) return;
  const element = shortcuts().find((candidate) => candidate.dataset.key.replace(/^.$/, (letter) => letter.toLowerCase()) === key);
  if (!element) return;
  event.preventDefault();
  if (element.matches(`${TEXT}, input`)) element.focus(); // a button leaves the focus where somebody is writing
  if (!element.matches(TEXT)) element.click();
});

/** What a shortcut does, in the words that stand on the screen. */
function says(element) {
  const shown = (element.labels?.[0] ?? element).cloneNode(true);
  shown.querySelectorAll("kbd, svg, .field-optional").forEach((part) => part.remove());
  return element.dataset.keySays || element.getAttribute("aria-label") || shown.textContent.trim().replace(/\s+/g, " ");
}

/** How a shortcut is shown: the page's own key caps if there are some. */
function caps(element) {
  const own = (element.labels?.[0] ?? element).querySelector("kbd");
  const cap = document.createElement("kbd");
  cap.textContent = own ? own.textContent : element.dataset.key.replace("Control", words("control")).replace(/(^|\+)(.)$/, (end) => end.toUpperCase());
  return cap;
}

/** Fill the help with the keys that work on this page now, so that it cannot be wrong. */
function listKeys(dialog) {
  const list = dialog.querySelector("[data-keys]");
  list.replaceChildren();
  for (const element of shortcuts()) {
    const term = document.createElement("dt");
    const meaning = document.createElement("dd");
    term.append(caps(element));
    meaning.textContent = says(element);
    list.append(term, meaning);
  }
  dialog.querySelector("[data-single-keys]").checked = singleKeys();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-single-keys]")) remember("single-keys", event.target.checked ? "" : "off");
});

// Dialogs and toasts --------------------------------------------------------------------------------------------------

/** Open the dialog with this id as the only thing that can be used. */
function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  if (dialog.querySelector("[data-keys]")) listKeys(dialog);
  dialog.showModal();
  dialog.querySelector(".dialog-body [data-key]")?.focus(); // of a menu the first choice, not the cross that closes it
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-dialog], [data-dialog-close], [data-theme-choice], [data-toast-close], [aria-disabled=true]");
  if (!button) return;
  if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
  else if (button.dataset.dialog) open(button.dataset.dialog);
  else if (button.dataset.themeChoice) chooseTheme(button.dataset.themeChoice);
  else if ("toastClose" in button.dataset) button.closest(".toast-note").remove();
  else button.closest("dialog")?.close();
});

/** A dialog that was fetched opens by itself; the one that it replaces is closed first, so that the focus goes back to where it was. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.target.querySelector?.("dialog[data-opens][open]")?.close());
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target.querySelector?.("dialog[data-opens]");
  if (dialog) open(dialog.id);
});

const TOAST_SECONDS = 6;

/** Say something at the edge of the screen. Tones: "" (done), "wait", "danger"; a danger stays until it is closed. */
function toast({ text, tone = "" }) {
  const template = document.getElementById("toast");
  if (!template || !text) return;
  const note = template.content.firstElementChild.cloneNode(true);
  note.querySelector("p").textContent = text;
  if (tone) note.classList.add(`is-${tone}`);
  document.getElementById("toasts").append(note);
}

document.addEventListener("toast", (event) => toast(event.detail));

/** Take a toast away after a while, unless it is about a danger or somebody is on it. */
function letGo(note) {
  if (note.classList.contains("is-danger")) return;
  setTimeout(() => (note.matches(":hover, :focus-within") ? letGo(note) : note.remove()), TOAST_SECONDS * 1000);
}

const toasts = document.getElementById("toasts");
if (toasts) {
  toasts.querySelectorAll(".toast-note").forEach(letGo);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => node.matches?.(".toast-note") && letGo(node)))).observe(toasts, { childList: true });
}

// Clocks --------------------------------------------------------------------------------------------------------------

/** The server's clock minus ours, in milliseconds: a wrong clock at the desk must not show wrong waiting times. */
const ahead = root.dataset.now ? Number(root.dataset.now) * 1000 - Date.now() : 0;
let ticking = 0;

/** Seconds as on a clock: 0:47, 1:02:03. */
function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Let every [data-count-from] (a moment, ISO) count up; past data-late-after seconds its [data-late] frame becomes .is-late. */
function tick() {
  const clocks = document.querySelectorAll("[data-count-from]");
  for (const element of clocks) {
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - Date.parse(element.dataset.countFrom)) / 1000));
    element.textContent = clock(seconds);
    const late = Number(element.dataset.lateAfter ?? Infinity);
    if (seconds >= late) (element.closest("[data-late]") ?? element).classList.add("is-late");
  }
  return clocks.length;
}

/** Tick while there is a clock on the page. */
function startClocks() {
  if (tick() && !ticking) {
    ticking = setInterval(() => {
      if (tick()) return;
      clearInterval(ticking);
      ticking = 0;
    }, 1000);
  }
}

showTheme();
showHere();
startClocks();
