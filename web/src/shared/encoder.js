// Asks the encoder: in a worker, or on the page if the browser starts no worker (in a folder).

let keys = 0;
let starting = null;
const open = new Map();

/** The tokens of a text, as columns; { outdated } if a newer text was asked for meanwhile.
 *  Tokenizers: minilm, smollm2, unigram. */
export const encode = (tokenizer, text) => ask({ tokenizer, text });

/** How the tokenizer's model splits one word, step by step. */
export const explain = (tokenizer, word) => ask({ tokenizer, word });

async function ask(question) {
  question.key = ++keys;
  starting ??= start();
  const worker = await starting;
  if (!worker) return nlpjourney.answer(question);
  return new Promise((resolve, reject) => {
    open.set(question.key, { resolve, reject });
    worker.postMessage(question);
  });
}

async function start() {
  try {
    const started = new Worker(new URL("web/encoder.js", nlpjourney.assets));
    await new Promise((resolve, reject) => {
      started.onmessage = resolve;
      started.onerror = reject;
    });
    started.onmessage = ({ data: { key, result, problem } }) => {
      const { resolve, reject } = open.get(key);
      open.delete(key);
      problem ? reject(new Error(problem)) : resolve(result);
    };
    return started;
  } catch {
    await nlpjourney.load("web/encoder.js");
    return null;
  }
}
