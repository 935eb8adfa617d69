/**
 * Puts the chosen theme on the page before anything is painted. Without a choice the system decides (see vorzimmer.css).
 * A classic script, so that it runs at once; the choice stays in this browser and is sent to nobody.
 */
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.bsTheme = theme;
  } catch {
    // storage is switched off: the system's theme it is
  }
})();
