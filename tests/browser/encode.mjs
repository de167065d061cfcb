// Runs the site's encoder in Node: node encode.mjs FOLDER, which holds web/ and tokenizers/;
// reads {tokenizer, texts} or {tokenizer, words} from stdin and writes the answers, as JSON.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const folder = process.argv[2];
const load = (file) => runInThisContext(readFileSync(`${folder}/${file}`, "utf8"), file);
globalThis.self = globalThis;
globalThis.nlpjourney = { load };
load("web/encoder.js");

const { tokenizer, texts = [], words = [] } = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const question of [...texts.map((text) => ({ text })), ...words.map((word) => ({ word }))]) {
  answers.push(await nlpjourney.answer({ key: 1, tokenizer, ...question }));
}
process.stdout.write(JSON.stringify(answers));
