// The reader's choices and texts, and how the address stores them.
import { fromAddress, toAddress } from "../shared/playground.js";

const LONGEST_ADDRESS = 30_000; // characters
const LARGEST_STATE = 2_000_000; // bytes that an address may unfold to

const MESSAGES = [
  { role: "system", content: "Answer in one sentence." },
  { role: "user", content: "What is the capital of France?" },
  { role: "assistant", content: "The capital of France is Paris." },
];

export const START = Object.freeze({
  template: "smollm2", // a name of offered.js, or "own"
  prompt: "", // add_generation_prompt: "" or "1"
  continued: "", // continue_final_message
  thinking: "", // enable_thinking: "" (not given), "true" or "false"
  loss: "", // "all", "assistant" or "completion"; "": what fits the template
  view: "form", // of the messages: "form" or "json"
  messages: JSON.stringify(MESSAGES, null, 2),
  tools: "",
  source: "", // of a template of the reader's own, with what belongs to it:
  bos: "",
  eos: "",
  special: "",
});

const LONG = ["messages", "tools", "source", "bos", "eos", "special"]; // packed together

/** The state in the address, completed; null if it has none. */
export async function restored() {
  const { packed, ...short } = fromAddress();
  const known = Object.entries(short).filter(([name, value]) => name in START && !LONG.includes(name) && value);
  const long = packed ? await unpack(packed).catch(() => ({})) : {};
  for (const name of LONG) if (typeof long[name] === "string") known.push([name, long[name]]);
  return known.length ? { ...START, ...Object.fromEntries(known) } : null;
}

/** Put the state into the address; false if it is too long for one. */
export async function remember(state) {
  const changed = Object.entries(state).filter(([name, value]) => value !== START[name]);
  const long = Object.fromEntries(changed.filter(([name]) => LONG.includes(name)));
  const packed = Object.keys(long).length ? await pack(long) : "";
  const fits = packed.length <= LONGEST_ADDRESS;
  const short = Object.fromEntries(changed.filter(([name]) => !LONG.includes(name)));
  toAddress(fits ? { ...short, packed } : {});
  return fits;
}

async function pack(data) {
  const stream = new Blob([JSON.stringify(data)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const chunks = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if ((size += next.value.length) > LARGEST_STATE) throw new Error("too large");
    chunks.push(next.value);
  }
  return JSON.parse(await new Blob(chunks).text());
}
