/**
 * What the portal can do beside every screen: installed as an app, printing, and folds that stay open when their part is read anew.
 * <body data-worker="address of the service worker">, [data-print], <details id data-fold>.
 */

const { worker } = document.body.dataset;
if (worker && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker).catch(() => {}); // without it the portal works all the same
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});

let open = new Set();
document.addEventListener("htmx:beforeSwap", () => {
  open = new Set([...document.querySelectorAll("details[data-fold][open]")].map((fold) => fold.id));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const fold of document.querySelectorAll("details[data-fold]")) if (open.has(fold.id)) fold.open = true;
});
