// Before the first paint: the classes that Material's script gives a page, since after a change of
// them the styles of all elements are computed again; the font (a page in a folder cannot ask ahead).
"use strict";

document.documentElement.className = "js js-focus-visible";
document.documentElement.dataset.jsFocusVisible = "";

if (location.protocol !== "file:") {
  const href = new URL("fonts/geist.woff2", document.currentScript.src).href;
  const link = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
  document.head.append(Object.assign(document.createElement("link"), link));
}
