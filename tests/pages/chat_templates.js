// Renders the cases of its standard input, a JSON line each, with the playground's own modules.
import { readFileSync } from "node:fs";
import { applyChatTemplate } from "../../web/src/chat-templates/apply.js";
import { parseJson, placeIn } from "../../web/src/chat-templates/json.js";
import { lossOf } from "../../web/src/chat-templates/loss.js";

function answer({ template, messages, tools, options }) {
  try {
    const given = { ...options, tools: tools && parseJson(tools), now: new Date(2026, 1, 3, 4, 5, 6) };
    const { text, generated } = applyChatTemplate(template, parseJson(messages), given);
    return { text, generated: generated.map((part) => part.map((end) => [...text.slice(0, end)].length)) };
  } catch (error) {
    return { error: error.message, place: error.offset === undefined ? null : placeIn(template, error.offset) };
  }
}

function loss({ kind, template, messages, options }) {
  const conversation = parseJson(messages);
  const rendered = applyChatTemplate(template, conversation, options);
  const { parts, note } = lossOf(kind, template, conversation, options, rendered);
  return { parts: parts.map(([start, end]) => rendered.text.slice(start, end)), note };
}

function json({ text }) {
  try {
    parseJson(text);
    return { error: null };
  } catch (error) {
    return { error: error.message, ...placeIn(text, error.offset) };
  }
}

const acts = { answer, loss, json };
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { act, ...given } = JSON.parse(line);
  console.log(JSON.stringify(acts[act](given)));
}
