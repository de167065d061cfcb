// Which parts of a rendered conversation carry loss when TRL's SFTTrainer gets it.
import { applyChatTemplate } from "./apply.js";

/** The choices of the reader: how the conversation is given to the trainer. */
export const LOSSES = {
  all: "messages, without options",
  assistant: "messages, assistant_only_loss=True",
  completion: "prompt and completion",
};

/** Whether the template marks the assistant's words, by the test of transformers. */
export const marksAnswers = (template) => /\{%-?\s*generation\s*-?%\}/.test(template);

/** The most informative choice: the template's marks, otherwise the last message. */
export const fittingLoss = (template) => (marksAnswers(template) ? "assistant" : "completion");

/**
 * The [start, end) of the parts of the text that carry loss, a sentence about them, and the prompt
 * if the rest is its completion.
 *
 * @param kind a name of LOSSES
 * @param rendered what applyChatTemplate made of template, messages and options
 */
export function lossOf(kind, template, messages, options, rendered) {
  if (options.addGenerationPrompt || options.continueFinalMessage) {
    return { parts: [],
      note: "This is a prompt for inference: its end is open, and no part of it is used for training." };
  }
  const { text, generated } = rendered;
  if (kind === "all")
    return { parts: [[0, text.length]], note: "Everything, including the user's words and the system message." };
  if (kind === "assistant") {
    if (!marksAnswers(template)) {
      return { parts: [], note: "The template has no {% generation %} marks: TRL raises a ValueError, "
        + "unless TRL has a marked copy of this template." };
    }
    const parts = generated.filter(([start, end]) => end > start);
    return { parts,
      note: parts.length
        ? "The text between the template's {% generation %} marks."
        : "There are no words of the assistant: TRL raises a RuntimeError." };
  }
  return completionLoss(template, messages, options, text);
}

/** For a prompt-completion pair with the last message as its completion; TRL renders the prompt with a generation
 * prompt. */
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
    ? "The text after the rendered prompt, which is all but the last message, with a generation prompt."
    : "The whole text does not begin with the rendered prompt: the completion starts where the two differ, and TRL warns.";
  return { parts: start < text.length ? [[start, text.length]] : [], note, prompt };
}
