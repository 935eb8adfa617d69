/**
 * For whom the call is, what it is about, what is asked, and what may be answered: all of it by key.
 * The truth stands in the note form (the hidden #note_person, #note_call_type); the buttons of the card ([data-choose]) set it, and #current
 * carries it along when the card is asked for anew.
 */

const form = () => document.getElementById("note-form");
const control = (name) => form()?.elements[name];

/** Say it to whoever listens as if somebody had chosen by hand: the draft is kept, the card is asked for. */
function set(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A button of the card chooses; pressed again, it takes the choice back. */
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-choose]");
  const field = button && control(button.dataset.choose);
  if (field) set(field, field.value === button.dataset.value ? "" : button.dataset.value);
});

document.addEventListener("change", ({ target }) => {
  if (target.form !== form() || !["person", "call_type"].includes(target.name)) return;
  document.querySelector(`#current [name=${target.name}]`).value = target.value;
  for (const button of document.querySelectorAll(`[data-choose=${target.name}]`)) {
    button.setAttribute("aria-pressed", button.dataset.value === target.value);
  }
  const chosen = document.querySelector(`[data-choose=${target.name}][aria-pressed=true]`);
  document.querySelector(`[data-shows=${target.name}]`).textContent = chosen?.dataset.keySays ?? "";
  if (target.name === "call_type") suggestUrgency(target.value);
  htmx.trigger("#watch", "htmx:abort");
  htmx.trigger("#watch", "again");
});

// Urgency -----------------------------------------------------------------------------------------------------------------

const NORMAL = "2";

const urgencyOf = (callType) => document.querySelector(`[data-choose=call_type][data-value="${callType}"]`)?.dataset.urgency ?? NORMAL;

/** What the customer finds urgent is suggested, as long as the operator has not said otherwise. */
function suggestUrgency(callType) {
  const suggested = form().dataset.suggested ?? NORMAL;
  const urgency = urgencyOf(callType);
  form().dataset.suggested = urgency;
  if ("touched" in form().dataset || control("urgency").value !== suggested) return;
  const choice = form().querySelector(`[name=urgency][value="${urgency}"]`);
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  choice.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", ({ target, isTrusted }) => {
  if (isTrusted && target.name === "urgency" && target.form === form()) target.form.dataset.touched = "";
});

// Questions ---------------------------------------------------------------------------------------------------------------

/** Other questions keep the answers that were given; those that are not asked any more wait in the form, so that the draft has them. */
let answers = [];

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.id !== "questions" || !form()) return;
  answers = [...new FormData(form())].filter(([name, value]) => name.startsWith("answer_") && value);
});
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id !== "questions" || !form()) return;
  for (const [name, value] of answers) {
    const field = control(name);
    if (field) field.value = value;
    else keepAside(name, value);
  }
  answers = [];
});

function keepAside(name, value) {
  const kept = document.createElement("input");
  Object.assign(kept, { type: "hidden", name, value });
  document.getElementById("questions").append(kept);
}

const unanswered = (question) => !question.querySelector("input:checked") && !question.querySelector("input:not([type=radio]), select")?.value;

/** The heading of the questions leads to the first one that is open. */
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-jump=questions]")) return;
  const all = [...document.querySelectorAll("#questions .note-question")];
  (all.find(unanswered) ?? all[0])?.querySelector("input, select").focus();
});

/** Inside of a question a digit chooses an answer, and 0 or Backspace takes it back; outside, digits mean the urgency. */
document.addEventListener(
  "keydown",
  (event) => {
    const question = event.target.closest?.("[data-digits]");
    if (!question || event.ctrlKey || event.altKey || event.metaKey) return;
    const options = [...question.querySelectorAll("input")];
    const option = options[Number(event.key) - 1];
    const clears = ["0", "Backspace", "Delete"].includes(event.key);
    if (!option && !clears) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (option) option.focus();
    for (const each of options) each.checked = each === option;
    options[0].dispatchEvent(new Event("input", { bubbles: true }));
  },
  true,
);

// Answers to callers' questions ---------------------------------------------------------------------------------------------

/** Show what holds every word that was typed; a single find opens. */
function find(field) {
  const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const section = field.closest("[data-faq]");
  const entries = [...section.querySelectorAll("details")];
  const found = entries.filter((entry) => words.every((word) => entry.textContent.toLocaleLowerCase().includes(word)));
  for (const entry of entries) {
    entry.hidden = !found.includes(entry);
    if (words.length) entry.open = found.length === 1 && entry === found[0];
  }
  section.querySelector(".faq-none").hidden = found.length > 0;
}

document.addEventListener("input", ({ target }) => target.matches(".faq-search") && find(target));

/** A card that is exchanged while somebody searches keeps what was typed; htmx gives the focus back. */
let sought = { id: "", value: "" };
document.addEventListener("htmx:beforeSwap", () => {
  const { id = "", value = "" } = document.querySelector(".faq-search") ?? {};
  sought = { id, value };
});
document.addEventListener("htmx:afterSwap", () => {
  const field = document.querySelector(".faq-search");
  if (!field || field.id !== sought.id || !sought.value) return;
  field.value = sought.value;
  find(field);
});

/** Escape leaves the search, and does not end the call. */
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !event.target.matches?.(".faq-search")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.value = "";
    find(event.target);
    event.target.blur();
  },
  true,
);
