// What must be known before the first paint: the font, and whether it is light or dark.
"use strict";
{
  // The font (a page in a folder cannot ask for it ahead)

  if (location.protocol !== "file:") {
    const href = new URL("fonts/geist.woff2", document.currentScript.src).href;
    const link = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
    document.head.append(Object.assign(document.createElement("link"), link));
  }

  // Colours: the system's until the reader chooses, and for who runs no script

  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem("scheme");
  } catch {
    // The browser keeps nothing for this site.
  }

  const apply = () => (root.dataset.scheme = chosen ?? (system.matches ? "dark" : "light"));

  function toggle() {
    chosen = root.dataset.scheme === "dark" ? "light" : "dark";
    apply();
    try {
      localStorage.setItem("scheme", chosen);
    } catch {
      // As above: the choice holds for this page.
    }
  }

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".scheme")) toggle();
  });
}
