// What `tokenizer.apply_chat_template(..., tokenize=False)` of transformers does.
import { render } from "./jinja/interpreter.js";
import { compile } from "./jinja/template.js";
import { fromData, typeName } from "./jinja/values.js";

const REASONING = ["reasoning_content", "thinking", "reasoning"];
const CONTINUE = "CONTINUE_FINAL_MESSAGE_TAG ";

/**
 * The text of a conversation.
 *
 * @param template the source of the template
 * @param messages an array of maps, as `json.js` reads them
 * @param options tools: an array of maps, or null; tokens: the special tokens by name; variables:
 *     other variables for the template; addGenerationPrompt, continueFinalMessage: as in Python
 * @returns {{text: string, generated: [number, number][]}} `generated`: the parts within {% generation %}
 * @throws {Error} the error of transformers or of the template; the latter with `offset`
 */
export function applyChatTemplate(template, messages, options = {}) {
  const { tools = null, tokens = {}, variables = {}, addGenerationPrompt = false, continueFinalMessage = false,
    now } = options;
  if (!messages.length) {
    throw new Error(
      "Cannot apply chat template to an empty conversation. Provide at least one message.",
    );
  }
  if (continueFinalMessage && addGenerationPrompt) {
    throw new Error(
      "continue_final_message and add_generation_prompt are not compatible. Use continue_final_message when you " +
      "want the model to continue the final message, and add_generation_prompt when you want to add a header that " +
      "will prompt it to start a new assistant message instead.",
    );
  }
  const program = compiled(template);
  if (tools?.some((tool) => !(tool instanceof Map))) {
    throw new Error(
      "Tools should either be a JSON schema, or a callable function with type hints and a docstring suitable for " +
      "auto-conversion to a schema.",
    );
  }
  const chat = messages.map((message) => withReasoning(withoutNull(message)));
  const words = continueFinalMessage ? markEnd(chat, template) : null;
  const rendered = render(program,
    { messages: chat, tools, documents: null, add_generation_prompt: addGenerationPrompt, ...tokens,
      ...variables }, now);
  return continueFinalMessage ? { ...rendered, text: cutAtMark(rendered.text, words) } : rendered;
}

let [lastTemplate, lastProgram] = [null, null];

function compiled(template) {
  if (template !== lastTemplate) [lastProgram, lastTemplate] = [compile(template), template];
  return lastProgram;
}

const withoutNull = (message) => new Map([...message].filter(([, value]) => value !== null));

/** Reasoning can have several names; transformers adds the two that templates read. */
function withReasoning(message) {
  const name = REASONING.find((key) => message.has(key));
  if (!name) return message;
  const reasoning = message.get(name);
  return new Map([["thinking", reasoning], ...message, ["reasoning_content", reasoning]]);
}

/** Mark the end of the last message's words, and return the words. */
function markEnd(chat, template) {
  const last = chat.at(-1);
  const content = last.get("content");
  if (content === undefined) {
    throw new Error(
      'continue_final_message is set but the final message has no "content" to continue!',
    );
  }
  if (!template.includes("content")) {
    throw new Error(
      'continue_final_message is set to "content" but this is not an accepted field in the chat_template',
    );
  }
  if (!Array.isArray(content)) {
    last.set("content", marked(content));
    return content;
  }
  const block = content.findLast((part) => part instanceof Map && part.has("text"));
  if (!block) {
    throw new Error(
      "continue_final_message is set but we could not find any text to continue in the final message!",
    );
  }
  const tagged = new Map([...block, ["text", marked(block.get("text"))]]);
  last.set("content", content.map((part) => (part === block ? tagged : part)));
  return block.get("text");
}

function marked(words) {
  if (typeof words === "string") return words + CONTINUE;
  throw new Error(`unsupported operand type(s) for +: '${typeName(fromData(words))}' and 'str'`);
}

function cutAtMark(text, words) {
  const place = text.lastIndexOf(CONTINUE.trim());
  if (place < 0 || !text.includes(words.trim())) {
    throw new Error(
      "continue_final_message is set but the final message does not appear in the chat after applying the chat " +
      "template! This can happen if the chat template deletes portions of the final message. Please verify the " +
      "chat template and final message in your chat to ensure they are compatible." +
        `Final message to continue: ${words.trim()}\nRendered chat:\n${text}`,
    );
  }
  const kept = text.slice(0, place);
  return text.startsWith(CONTINUE, place) ? kept : kept.trimEnd();
}
