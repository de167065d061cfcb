// The font is asked for before the first paint (a page in a folder cannot ask for it ahead).
"use strict";

if (location.protocol !== "file:") {
  const href = new URL("fonts/geist.woff2", document.currentScript.src).href;
  const link = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
  document.head.append(Object.assign(document.createElement("link"), link));
}
