// Marks the words of a search on the page that it led to; Escape removes the marks.
import { pattern } from "./search/matches.js";

const NOT_MARKED =
  "button, script, style, .headerlink, .block p, .notebook, .page-head, .page-info, .learning-path, .results, .totals";
const address = new URL(location);
const words = address.searchParams.getAll("mark").filter((word) => /^[\p{L}\p{N}_#]+$/u.test(word));
address.searchParams.delete("mark");
history.replaceState(history.state, "", address);

function* found(article) {
  const wanted = pattern(words);
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest(NOT_MARKED)) continue;
    for (const { 0: word, index } of texts.currentNode.data.matchAll(wanted)) {
      const range = new Range();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      yield range;
    }
  }
}

if (CSS.highlights && words.length) {
  const article = document.querySelector("article");
  article.classList.add("marked");
  CSS.highlights.set("search", new Highlight(...found(article)));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && CSS.highlights.delete("search"));
}
