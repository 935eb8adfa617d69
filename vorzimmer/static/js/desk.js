/**
 * What only the desk needs: drafts that are kept while somebody types, texts moved to the right field, an end that wants a
 * second press, the wrap-up bar, and a line at the edge of the eye when the caller has gone.
 */

const KEEP_AFTER = 400;
let timer = 0;

const form = () => document.getElementById("note-form");

/** Say at the foot of the note how the draft stands: "kept", "keeping" or "lost". */
function say(state) {
  const place = document.getElementById("draft-state");
  if (!place) return;
  place.textContent = place.dataset[state];
  place.dataset.state = state;
}

/** Keep the draft now. The answer names texts that stand in the wrong field. */
async function keep(current, leaving = false) {
  clearTimeout(timer);
  timer = 0;
  say("keeping");
  try {
    const response = await fetch(current.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(current)), keepalive: leaving });
    say(response.ok ? "kept" : "lost");
    const hints = document.getElementById("hints");
    if (response.ok && hints && current.isConnected) hints.innerHTML = await response.text();
  } catch {
    say("lost");
    if (current.isConnected) timer = setTimeout(() => keep(current), 10 * KEEP_AFTER);
  }
}

document.addEventListener("input", (event) => {
  const current = event.target.closest?.("#note-form");
  if (!current) return;
  clearTimeout(timer);
  timer = setTimeout(() => keep(current), KEEP_AFTER);
});
document.addEventListener("change", (event) => {
  if (event.target.name === "urgency") {
    for (const choice of form().querySelectorAll("[name=urgency] ~ span")) {
      choice.className = choice.previousElementSibling.checked ? "choice-word" : "visually-hidden";
    }
  }
});
addEventListener("pagehide", () => timer && form() && keep(form(), true));

/** A call that is swapped away takes its unsaved typing with it to the server first. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, xhr } = event.detail;
  const saves = requestConfig.elt?.id === "note-form";
  const throwsAway = requestConfig.path?.endsWith("/close/");
  if (target.id === "work" && timer && form() && !saves && !throwsAway) keep(form(), true);
  if (!saves && !throwsAway) return;
  clearTimeout(timer);
  timer = saves && xhr.status === 422 ? setTimeout(() => form() && keep(form()), KEEP_AFTER) : 0; // refused: it is a draft still
});

document.addEventListener("click", (event) => {
  const move = event.target.closest?.("[data-move-from]");
  if (move) {
    const [from, to] = [document.getElementById(move.dataset.moveFrom), document.getElementById(move.dataset.moveTo)];
    const replaces = to.name === "callback_number"; // the caller's own number stands there already; the one that was said counts
    to.value = to.value && !replaces ? `${from.value} ${to.value}` : from.value;
    from.value = "";
    to.focus();
    keep(form());
  }
});

/**
 * [data-twice]: the first press only asks. Runs before htmx hears of the click. That it was pressed is kept here and not at the
 * button, because the card may be exchanged in between.
 */
const ASKS_FOR = 3000;
let asked = 0;

/** Let the button show whether it asks. */
function showAsked() {
  const button = document.querySelector("[data-twice]");
  if (!button) return;
  const label = button.querySelector("span");
  label.dataset.before ??= label.textContent;
  const asks = Date.now() - asked < ASKS_FOR;
  button.toggleAttribute("data-armed", asks);
  label.textContent = asks ? button.dataset.twice : label.dataset.before;
}

document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest?.("[data-twice]")) return;
    if (Date.now() - asked < ASKS_FOR) {
      asked = 0;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    asked = Date.now();
    showAsked();
    setTimeout(showAsked, ASKS_FOR + 50);
  },
  true,
);
document.addEventListener("htmx:afterSwap", showAsked);

/** Fill the bar of the wrap-up time. */
setInterval(() => {
  const bar = document.querySelector("[data-fill-from]");
  if (bar) bar.value = Math.min(bar.max, (Date.now() - Date.parse(bar.dataset.fillFrom)) / 1000);
}, 1000);

/** Tell at the edge when the call on the screen ends while somebody is writing. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "card") return;
  const before = event.detail.target.querySelector("[data-call]");
  const after = new DOMParser().parseFromString(event.detail.serverResponse, "text/html").querySelector("[data-call]");
  const edge = document.getElementById("edge");
  const gone = before && after && before.dataset.call === after.dataset.call && ["talking", "held"].includes(before.dataset.state) && after.dataset.state === "wrap_up";
  edge.replaceChildren();
  if (!gone) return;
  const line = document.createElement("p");
  line.className = "edge-line is-wait mb-0";
  line.textContent = document.getElementById("gone").content.textContent;
  edge.append(line);
});

/**
 * The card is asked for anew by #watch, which never leaves the page. It waits while a deed is on its way, because the deed's own
 * answer is newer, and while a dialog of the card is open; then it asks again.
 */
let deeds = 0;
let missed = false;

const isDeed = (element) => element.id !== "watch" && element.id !== "queue";

/** Ask for the card if that was put off and nothing stands in the way any more. */
function catchUp() {
  if (!missed || deeds || document.querySelector("#card dialog[open]")) return;
  missed = false;
  htmx.trigger("#watch", "again");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (event.defaultPrevented) return;
  if (isDeed(elt)) {
    deeds += 1;
    htmx.trigger("#watch", "htmx:abort");
  } else if (elt.id === "watch" && (deeds || document.querySelector("#card dialog[open]"))) {
    event.preventDefault();
    missed = true;
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isDeed(event.detail.elt)) return;
  deeds = Math.max(0, deeds - 1);
  catchUp();
});
document.addEventListener("close", catchUp, true);

/** Links of the queue change the middle without loading the page anew, so that nothing flickers. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.queue-item");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (timer && form()) keep(form(), true);
  location.assign(link.href);
});
