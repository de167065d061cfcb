// The playground of chat templates: messages and a template give a text, in which the special
// tokens are marked, and the parts that carry loss in training.
import "./shared/playground.css";
import "./chat-templates/view.css";
import { applyChatTemplate } from "./chat-templates/apply.js";
import { drawForm } from "./chat-templates/form.js";
import { dumps, fromData } from "./chat-templates/jinja/values.js";
import { parseJson } from "./chat-templates/json.js";
import { fittingLoss, lossOf } from "./chat-templates/loss.js";
import { forgedTokens, patternOf, specialTokens } from "./chat-templates/marks.js";
import { offeredTemplates } from "./chat-templates/offered.js";
import { remember, restored, START } from "./chat-templates/state.js";
import { countTokens } from "./chat-templates/tokens.js";
import { drawPlayground } from "./chat-templates/view.js";
import { afterTyping } from "./shared/playground.js";

const OF_A_TEMPLATE = ["source", "bos", "eos", "special"];

nlpjourney.parts["chat-templates"] = async (place) => {
  const offered = await offeredTemplates();
  let state = await restored() ?? { ...START };
  let count = null; // counts the tokens of the text shown
  let counting = false; // after the reader asked for it
  let inForm = null; // what the form shows: the messages' text, and whether it has fields for thoughts

  const chosen = () => {
    if (state.template === "own") {
      const special = state.special.split(/\s+/).filter(Boolean);
      return { name: "own", source: state.source, tokens: { bos_token: state.bos, eos_token: state.eos }, special };
    }
    return offered.find(({ name }) => name === state.template) ?? offered[0];
  };

  const view = drawPlayground(place, offered, (changes) => {
    if (OF_A_TEMPLATE.some((name) => name in changes)) {
      const { source, tokens, special } = chosen();
      Object.assign(state,
        { template: "own", source, bos: tokens.bos_token, eos: tokens.eos_token, special: special.join(" ") });
    }
    Object.assign(state, changes);
    if ("view" in changes) update();
    soon();
  });

  const soon = afterTyping(async () => {
    update();
    if (!await remember(state)) view.note("This is too long for an address: the link does not include it.");
  });

  /** The result of `read` for a field; undefined on an error, which is shown below the field. */
  function attempt(field, read) {
    try {
      const result = read();
      view.problem(field, null);
      return result;
    } catch (error) {
      view.problem(field, error);
      return undefined;
    }
  }

  function update() {
    const template = chosen();
    const loss = state.loss || fittingLoss(template.source);
    view.show(state, template, loss);
    const messages = attempt("messages", () => readMessages(state.messages));
    const tools = attempt("tools", () => readTools(state.tools));
    const readable = messages !== undefined && tools !== undefined;
    const variables = state.thinking ? { enable_thinking: state.thinking === "true" } : {};
    const options = { tools, tokens: template.tokens, variables, addGenerationPrompt: Boolean(state.prompt),
      continueFinalMessage: Boolean(state.continued) };
    const rendered = readable ? attempt("source", () => applyChatTemplate(template.source, messages, options))
      : undefined;
    view.canBeForm(messages !== undefined);
    const thoughts = template.source.includes("reasoning_content");
    if (state.view !== "json" && messages && (state.messages !== inForm?.messages || thoughts !== inForm.thoughts)) {
      inForm = { messages: state.messages, thoughts };
      drawForm(view.form, messages, thoughts, written);
    }
    view.current(Boolean(rendered));
    if (rendered) show(template, messages, options, rendered, loss);
  }

  function show(template, messages, options, rendered, loss) {
    const pattern = patternOf(template.special);
    const special = specialTokens(rendered.text, pattern);
    const forged = forgedTokens(template.source, messages, options, rendered.text, pattern);
    const notes = [];
    if (forged === null || forged.size) notes.push("A message spells a special token: the tokenizer treats it as one.");
    if (options.tools?.length
      && applyChatTemplate(template.source, messages, { ...options, tools: null }).text === rendered.text) {
      notes.push("The template does not use the tools: without them the text is the same.");
    }
    if ("enable_thinking" in options.variables) {
      if (!template.source.includes("enable_thinking")) notes.push("The template does not read enable_thinking.");
      else if (applyChatTemplate(template.source, messages, { ...options, variables: {} }).text === rendered.text)
        notes.push("Without enable_thinking the text is the same.");
    }
    const learnt = lossOf(loss, template.source, messages, options, rendered);
    view.result(rendered.text, { special, forged }, learnt, notes);
    count = () => countTokens(rendered.text, learnt).catch((error) => ({ problem: error.message }));
    if (counting) showCount();
  }

  async function showCount() {
    const counted = await count?.();
    if (counted && !counted.outdated) view.counted(counted);
  }

  view.countButton.addEventListener("click", () => {
    counting = true;
    view.counting();
    showCount();
  });

  /** The reader changed the messages in the form. */
  function written(messages) {
    inForm.messages = state.messages = dumps(fromData(messages), 2);
    soon();
  }

  addEventListener("hashchange", async () => {
    state = await restored() ?? state;
    update();
  });

  update();
};

function readMessages(text) {
  const read = parseJson(text);
  if (Array.isArray(read) && read.every((message) => message instanceof Map)) return read;
  throw new Error("The messages must be a list of objects, each with a role and a content.");
}

function readTools(text) {
  if (!text.trim()) return null;
  const read = parseJson(text);
  if (Array.isArray(read)) return read;
  throw new Error("The tools must be a list of JSON schemas.");
}
