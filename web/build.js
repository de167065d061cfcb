// Bundles the interactive parts of src/ into docs/assets/web/: each entry becomes one script (and,
// if it imports CSS, one style sheet) that a page loads when a reader opens that part.
import { readdirSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: readdirSync("src").filter((name) => /\.(js|css)$/.test(name)).map((name) => `src/${name}`),
  outdir: "../docs/assets/web",
  bundle: true,
  minify: true,
  format: "iife", // classic scripts also load from a folder (file:), where modules do not
  target: "es2022",
  charset: "utf8",
  loader: { ".jinja": "text" },
  legalComments: "linked",
  logLevel: "warning",
});
