// Which sections answer a question, from the parts of the index that nlpjourney/site/search_index.py
// writes. A page's score is the BM25F of its whole text plus half of its best section's; a word counts
// more if fewer pages contain it. A result is the best section of its page: one that explains, unless a
// block contains more of the question. A typed word also matches its other endings, the last word matches
// everything that it begins, and a word that no page contains matches words with a typo or two. A
// result is sure if its page contains the whole question, or much of it with a high score.

const CHUNK = /##|data sets?(?![\p{L}\p{N}_])|[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*/giu;
const NAME_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;
const ENDING = /(?:at)?(?:e?s|e[drs]?|ers|ing|ors?|ions?)$/;
const REST = /^(?:at|[bdglmnprt])?(?:e?s|e[drs]?|ers|ing|ors?|ions?)?$/;
const COMMON = new Set(`a about all also am an and any are as at be been but by can could did do does
  for from get gets give had has have he her his how i if in into is it its just like may me might my
  no not of on one or our out shall she should so some such than that the their them then there these
  they this those to too up us use used using very want was we were what when where which who why will
  with would you your`.split(/\s+/));
const RELATED = 0.8, BEGUN = 0.4, MISTYPED = 0.6; // how much a word counts that is not exactly the typed one
const MOST_PARTS = 4; // searched for one word
const ALL = 0.95; // of the question, weighted by rarity: a page that contains this share contains all of it
const SURE = 168, HOLDING = 70; // per unit of rarity: the score of a sure result, and what a contained word adds to it

/** The words of a question: each word or compound in lower case, with its parts. */
export function cut(question) {
  const found = [...question.matchAll(CHUNK)].map(([chunk]) => {
    const pieces = chunk.split(/[- ]/);
    const names = pieces.map((piece) => piece.replace(/^_+|_+$/g, "").toLowerCase()).filter(Boolean);
    const parts = pieces.flatMap((piece) => piece.match(NAME_PART) ?? []).map((part) => part.toLowerCase());
    const word = pieces.length > 1 ? pieces.join("").toLowerCase() : names[0];
    return { word, parts: pieces.length > 1 ? names : parts.filter((part) => part.length > 1 && part !== word) };
  }).filter(({ word }) => word);
  const telling = found.filter(({ word }) => !COMMON.has(word));
  return telling.length ? telling : found;
}

/** Insertions, deletions, replacements and swaps of neighbors from `a` to `b`; `most` + 1 if more. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}

const DOUBLED = /([bdglmnprt])\1$/; // mapp-ing, and British labell-ed
const rootOf = (word) =>
  (word.length > 3 && ENDING.test(word) ? word.replace(ENDING, "").replace(DOUBLED, "$1") : word);
const typosIn = (word) => (word.length > 5 ? 2 : word.length > 3 ? 1 : 0);

/**
 * A search over an index. `part(name)` gives a promise of a part by its name.
 */
export function searcher(part) {
  /** The words that begin with `low`, as pairs of a word and its entry in the index. */
  async function beginningWith(low) {
    const { firsts } = await part("root");
    const from = Math.max(firsts.findLastIndex((first) => first <= low), 0);
    const to = firsts.findLastIndex((first) => first <= low + "\uffff");
    const numbers = [...Array(Math.max(to - from + 1, 0)).keys()].slice(0, MOST_PARTS);
    const parts = await Promise.all(numbers.map((number) => part(`words-${from + number}`)));
    return parts.flatMap(Object.entries).filter(([word]) => word.startsWith(low));
  }

  /** The words that match a typed one, each with its share and its pages. */
  async function standIns(typed, begun) {
    const root = rootOf(typed);
    const near = await beginningWith(root.length < 3 ? typed : root);
    const found = near.flatMap(([word, held]) => {
      if (word === typed) return [{ word, held, share: 1 }];
      if (root.length > 2 && REST.test(word.slice(root.length)) && REST.test(typed.slice(root.length)))
        return [{ word, held, share: RELATED }];
      return begun && typed.length > 1 && word.startsWith(typed) ? [{ word, held, share: BEGUN }] : [];
    });
    if (found.length || !typosIn(typed)) return found;
    const close = (await beginningWith(typed.slice(0, 2))).map(([word, held]) => (
      { word, held, typos: distance(typed, word, typosIn(typed)) }));
    const least = Math.min(...close.map(({ typos }) => typos));
    return least > typosIn(typed) ? [] : close.filter(({ typos }) => typos === least)
      .map(({ word, held }) => ({ word, held, share: MISTYPED }));
  }

  /** The pages that contain a word or one that matches it, with their impacts. */
  async function lookUp(typed, begun) {
    const pages = new Map();
    let holders = 0;
    for (const { word, held: [count, ...entries], share } of await standIns(typed, begun)) {
      holders = Math.max(holders, count);
      for (const [number, impact, ...inside] of entries) {
        const page = pages.get(number) ?? { impact: 0, share: 0, sections: new Map(), words: [] };
        page.impact = Math.max(page.impact, share * impact);
        page.words.push(word);
        page.share = Math.max(page.share, share === BEGUN ? 1 : share); // a reader still types what is begun
        for (let i = 0; i < inside.length; i += 2) {
          page.sections.set(inside[i], Math.max(page.sections.get(inside[i]) ?? 0, share * inside[i + 1]));
        }
        pages.set(number, page);
      }
    }
    return { pages, holders: Math.max(holders, pages.size) };
  }

  /** The best pages for a question: number, score, best section, its words on the page, whether it is sure. */
  async function rank(question, most) {
    const asked = cut(question);
    const begun = /[\p{L}\p{N}_]$/u.test(question) ? asked.at(-1) : undefined;
    const looked = await Promise.all(asked.map(async (one) => {
      const whole = await lookUp(one.word, one === begun);
      if (whole.pages.size || !one.parts.length) return [whole];
      return Promise.all(one.parts.map((word) => lookUp(word, false)));
    }));
    const { pages: count } = await part("root");
    const scored = new Map();
    let whole = 0; // the rarities of all words of the question
    for (const { pages, holders } of looked.flat()) {
      const rarity = Math.sqrt(Math.log(1 + count / Math.max(holders, 1)));
      whole += rarity;
      for (const [number, { impact, share, sections, words }] of pages) {
        const page = scored.get(number) ?? { number, score: 0, held: 0, sections: new Map(), words: [] };
        page.score += rarity * impact;
        page.held += rarity * share;
        page.words.push(...words);
        for (const [section, impact] of sections) {
          const sum = page.sections.get(section) ?? { section, own: 0, held: 0 };
          page.sections.set(section, { section, own: sum.own + rarity * impact, held: sum.held + rarity });
        }
        scored.set(number, page);
      }
    }
    const ranked = [...scored.values()].map(({ number, score, held, sections, words }) => {
      const best = [...sections.values()].sort((a, b) => b.own - a.own);
      const [first = { section: 0, own: 0 }] = best;
      const explained = best.find((one) => one.section >= 0 && one.held >= first.held) ?? first;
      const total = score + first.own / 2;
      const isSure = held >= ALL * whole || total + HOLDING * held >= SURE * whole;
      return { number, section: Math.abs(explained.section), words, score: total, isSure };
    });
    return ranked.sort((a, b) => b.score - a.score || a.number - b.number).slice(0, most);
  }

  return { rank };
}
