// The templates to choose from: SmolLM2's and Qwen3's own, and those written here.
import catalog from "./templates/catalog.json";
import chatml from "./templates/chatml.jinja";
import gemma from "./templates/gemma.jinja";
import llama3 from "./templates/llama3.jinja";
import mistral from "./templates/mistral.jinja";

const SOURCES = { chatml, llama3, mistral, gemma };

/** name, title, source, tokens (bos_token and so on) and special tokens of each. */
export async function offeredTemplates() {
  await Promise.all(["smollm2", "qwen3"].map((name) => nlpjourney.load(`chat-templates/${name}.js`)));
  const { smollm2, qwen3 } = self.chatTemplates;
  const written = catalog.map((entry) => ({ ...entry, source: SOURCES[entry.name] }));
  return [{ name: "smollm2", title: "SmolLM2's own", ...smollm2 },
    { name: "qwen3", title: "Qwen3's own, with thoughts", ...qwen3 }, ...written];
}
