/**
 * What the portal can do beside every screen: installed as an app, printing, copying, and folds that stay open when their part is read anew.
 * <body data-worker="address of the service worker">, [data-print], <details id data-fold>, <button data-copy="value" data-copied="toast" hidden>.
 */

const { worker } = document.body.dataset;
if (worker && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker).catch(() => {}); // without it the portal works all the same
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});

// Copying needs a clipboard that scripts may write to (https or this computer); without one the buttons stay hidden.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return; // the browser refused: the value can still be marked by hand
    }
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied } }));
  });
}

let open = new Set();
document.addEventListener("htmx:beforeSwap", () => {
  open = new Set([...document.querySelectorAll("details[data-fold][open]")].map((fold) => fold.id));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const fold of document.querySelectorAll("details[data-fold]")) if (open.has(fold.id)) fold.open = true;
});
