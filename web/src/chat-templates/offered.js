// The templates to choose from: those written here, and SmolLM2's own where the build had it.
import catalogue from "./templates/catalogue.json";
import chatml from "./templates/chatml.jinja";
import gemma from "./templates/gemma.jinja";
import llama3 from "./templates/llama3.jinja";
import mistral from "./templates/mistral.jinja";

const SOURCES = { chatml, llama3, mistral, gemma };

/** name, title, source, tokens (bos_token and so on) and special tokens of each. */
export async function offeredTemplates() {
  await nlpjourney.load("web/chat-templates/smollm2.js");
  const written = catalogue.map((entry) => ({ ...entry, source: SOURCES[entry.name] }));
  return [{ name: "smollm2", title: "SmolLM2's own", ...self.chatTemplates.smollm2 }, ...written];
}
