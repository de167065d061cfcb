// Before the first paint: set the classes that Material's script would set later, since each change
// makes the browser compute all styles again; preload the font (impossible for a page in a folder).
"use strict";

document.documentElement.className = "js js-focus-visible";
document.documentElement.dataset.jsFocusVisible = "";

if (location.protocol !== "file:") {
  const href = new URL("fonts/geist.woff2", document.currentScript.src).href;
  const link = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
  document.head.append(Object.assign(document.createElement("link"), link));
}
