// The encoder that answers the playgrounds (shared/encoder.js): in a worker, or on the page itself.
import { turn } from "./shared/playground.js";
import { Encoder } from "./tokenizer/encoder.js";
import { steps } from "./tokenizer/steps.js";

const inWorker = typeof WorkerGlobalScope !== "undefined";
const slice = inWorker ? 50 : 8; // milliseconds of work before others have a turn
const encoders = new Map();
const latest = new Map();

async function encoderOf(name) {
  if (!encoders.has(name)) {
    const file = `tokenizers/${name}.js`; // below assets/
    await (inWorker ? importScripts(`../${file}`) : nlpjourney.load(file));
    encoders.set(name, new Encoder(JSON.parse(self.tokenizerFiles[name])));
    delete self.tokenizerFiles[name];
  }
  return encoders.get(name);
}

/** The answer to a question; { outdated } if a newer text was asked for meanwhile. */
async function answer({ key, tokenizer, text, word }) {
  latest.set(tokenizer, text === undefined ? latest.get(tokenizer) : key);
  const encoder = await encoderOf(tokenizer);
  if (word !== undefined) return steps(encoder, word);
  const encoding = encoder.encode(text);
  for (let began = performance.now(), next = encoding.next(); ; next = encoding.next()) {
    if (next.done) return { ...next.value, size: encoder.model.vocab.length };
    if (performance.now() - began > slice) {
      await turn();
      if (latest.get(tokenizer) !== key) return { outdated: true };
      began = performance.now();
    }
  }
}

if (inWorker) {
  self.onmessage = async ({ data }) => {
    try {
      self.postMessage({ key: data.key, result: await answer(data) });
    } catch (error) {
      self.postMessage({ key: data.key, problem: error.message });
    }
  };
  self.postMessage("started");
} else {
  nlpjourney.answer = answer;
}
