// Answers questions with the site's search: reads {parts, questions, most} as JSON from its standard
// input and writes, for each question, the numbers of the best pages.
import { readFileSync } from "node:fs";
import { searcher } from "../web/src/search/engine.js";

const { parts, questions, most } = JSON.parse(readFileSync(0, "utf8"));
const { rank } = searcher(async (name) => parts[name]);
const answers = [];
for (const question of questions) answers.push((await rank(question, most)).map(({ number }) => number));
process.stdout.write(JSON.stringify(answers));
