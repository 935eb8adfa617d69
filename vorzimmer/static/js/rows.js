/**
 * Lists for the keyboard: a row ([data-row]) is chosen by going to it, its link ([data-row-open]) takes the focus, and its
 * buttons with [data-row-key] get their keys for as long as it is chosen. [data-row-step] buttons go down and up the list.
 * A list that was read anew keeps the place: the same row if it is still there, else the one that stands there now.
 */

const rows = () => [...document.querySelectorAll("[data-row]")];
let chosen = -1;
let chosenId = "";

/** Give the chosen row its keys, and take them from all others. */
function choose(row) {
  for (const button of document.querySelectorAll("[data-row-key]")) {
    if (row?.contains(button)) button.dataset.key = button.dataset.rowKey;
    else delete button.dataset.key;
  }
  for (const each of rows()) each.classList.toggle("is-chosen", each === row);
  chosen = rows().indexOf(row);
  chosenId = row?.id ?? "";
}

/** Put the focus on a row. */
function go(index) {
  const all = rows();
  const row = all[Math.min(Math.max(index, 0), all.length - 1)];
  row?.querySelector("[data-row-open]")?.focus();
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) choose(row);
});

document.addEventListener("click", (event) => {
  const step = event.target.closest?.("[data-row-step]");
  if (step) go(chosen + Number(step.dataset.rowStep));
});

/** Before page.js looks for a lost focus (hence the capture), and without moving what somebody is reading. */
document.addEventListener(
  "htmx:afterSettle",
  () => {
    if (chosen < 0) return;
    const same = chosenId ? document.getElementById(chosenId) : null;
    const row = same ?? rows()[Math.min(chosen, rows().length - 1)];
    if (row && document.activeElement === document.body) row.querySelector("[data-row-open]")?.focus({ preventScroll: true });
    choose(row);
  },
  true,
);
