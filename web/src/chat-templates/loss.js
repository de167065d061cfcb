// What of a rendered conversation carries loss when TRL's SFTTrainer gets it.
import { applyChatTemplate } from "./apply.js";

/** What the reader can choose: how the conversation reaches the trainer. */
export const LOSSES = {
  all: "messages, without options",
  assistant: "messages, assistant_only_loss=True",
  completion: "prompt and completion",
};

/** Whether the template marks the assistant's words, as transformers looks for it. */
export const marksAnswers = (template) => /\{%-?\s*generation\s*-?%\}/.test(template);

/** The way that shows most: by the template's marks, else by the last message. */
export const fittingLoss = (template) => (marksAnswers(template) ? "assistant" : "completion");

/**
 * The [start, end) of the parts of the text that carry loss, a sentence about it, and the prompt
 * where the rest is its completion.
 *
 * @param kind a name of LOSSES
 * @param rendered what applyChatTemplate made of template, messages and options
 */
export function lossOf(kind, template, messages, options, rendered) {
  if (options.addGenerationPrompt || options.continueFinalMessage) {
    return { parts: [], note: "This is a prompt for inference: the end is open, and nothing of it is trained on." };
  }
  const { text, generated } = rendered;
  if (kind === "all") return { parts: [[0, text.length]], note: "All of it: the user's words and the system message too." };
  if (kind === "assistant") {
    if (!marksAnswers(template)) {
      return { parts: [], note: "The template has no {% generation %} marks: TRL raises a ValueError, unless it is one of those for which TRL brings a marked copy." };
    }
    const parts = generated.filter(([start, end]) => end > start);
    return { parts, note: parts.length ? "What the template puts between its {% generation %} marks." : "No assistant's words: TRL raises a RuntimeError." };
  }
  return completionLoss(template, messages, options, text);
}

/** For a pair, the last message being the completion; TRL renders the prompt with a generation prompt. */
function completionLoss(template, messages, options, text) {
  let prompt;
  try {
    prompt = applyChatTemplate(template, messages.slice(0, -1), { ...options, addGenerationPrompt: true }).text;
  } catch (error) {
    return { parts: [], note: `The prompt without the last message cannot be rendered: ${error.message}` };
  }
  let start = 0;
  while (start < prompt.length && prompt[start] === text[start]) start += 1;
  const note = start === prompt.length
    ? "What follows the rendered prompt, which is all but the last message, with a generation prompt."
    : "The rendered prompt is not the beginning of the whole: the completion starts where the two part, and TRL warns.";
  return { parts: start < text.length ? [[start, text.length]] : [], note, prompt };
}
