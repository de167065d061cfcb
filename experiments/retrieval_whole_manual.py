"""Retrieval from the guides of Django's manual and from the whole manual: BM25 with its defaults
and tuned, MiniLM's vectors, and the fusion of the last two, on questions that were written by hand
and on the headings of the FAQ.

The chunks are cut as in ``snippets/tasks/rag/build_index.py``, and the settings are those that the
notebook on RAG tuned. ``retrieval_whole_manual.toml`` is a link to the notebook's questions.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
from datasets import load_dataset
from huggingface_hub import snapshot_download
from safetensors.numpy import load_file
from scipy.sparse import csr_array
from sentence_transformers import SentenceTransformer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer
from transformers import AutoTokenizer

IS_SLICE = "--slice" in sys.argv  # BM25 alone: the vectors take minutes
CHECKPOINT = "sentence-transformers/all-MiniLM-L6-v2"
GUIDES = ("faq/", "howto/", "intro/", "misc/", "topics/")
LIMIT = 256  # tokens that the encoder reads

tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)

HEADING = re.compile(
    r"^(?P<overline>=+\n)?(?P<title>\S.*)\n(?P<line>([=\-~^\"'`#*+.])\4+)$", re.M
)
PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
ROLE = re.compile(r":[\w:+-]+:`[~!]?([^`<]*?)(?:\s*<[^`]*>)?`")
DIRECTIVE = re.compile(r"^\s*\.\. (?:_.*|[\w-]+::.*)$", re.M)
BEFORE_CODE = re.compile(r"\.\. (code-block|console)::|^(?!\s*\.\.).*::$")
MARKUP = re.compile(r":[a-z]+:|`")


def sections(text):
    """Each section's title after those above it, and where its text begins and ends."""
    found = [h for h in HEADING.finditer(text) if len(h["line"]) >= len(h["title"])]
    styles, titles = [], []
    for heading, following in zip(found, [*found[1:], None], strict=True):
        style = (bool(heading["overline"]), heading["line"][0])
        if style not in styles:
            styles.append(style)
        titles = [*titles[: styles.index(style)], heading["title"]]
        yield titles, heading.end(), following.start() if following else len(text)


def hide_code(text):
    """The text with spaces in place of code: all positions stay the same."""
    lines, code = [], None
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip())
        if code is not None and (not line.strip() or indent > code):
            line = re.sub(r"[^\n]", " ", line)
        else:
            code = indent if BEFORE_CODE.search(line) else None
        lines.append(line)
    return "".join(lines)


def prose(text):
    """What a reader sees of reStructuredText."""
    text = DIRECTIVE.sub("", ROLE.sub(r"\1", text))
    text = re.sub(r"[`*]{1,2}|::$", "", text, flags=re.M)
    return re.sub(r"\n\s*\n", "\n\n", text)


def count_tokens(texts):
    return [len(ids) for ids in tokenizer(texts, add_special_tokens=False).input_ids]


def cut(path, text):
    """The paragraphs of each section, as many together as the encoder reads at once."""
    hidden = hide_code(text)
    for titles, start, end in sections(text):
        found = [paragraph.span() for paragraph in PARAGRAPH.finditer(text, start, end)]
        parts = [" > ".join(titles), *(prose(hidden[a:b]) for a, b in found)]
        in_titles, *in_paragraphs = count_tokens(parts)
        room = LIMIT - 10 - in_titles
        spans, used = [], 0
        for (first, last), tokens in zip(found, in_paragraphs, strict=True):
            if spans and used + tokens <= room:
                spans[-1][1] = last
                used += tokens
            else:
                spans.append([first, last])
                used = tokens
        for first, last in spans:
            yield {
                "path": path,
                "titles": titles,
                "start": first,
                "end": last,
                "text": text[first:last],
                "prose": prose(f"{parts[0]}\n{hidden[first:last]}"),
            }


def bm25(texts, queries, k1=1.5, b=0.75, stop_words=None):
    """The score of each text for each query, (queries, texts)."""
    vectorizer = CountVectorizer(token_pattern=r"\w+", stop_words=stop_words)
    counts = vectorizer.fit_transform(texts).tocoo()
    lengths = np.bincount(counts.row, counts.data, minlength=len(texts))
    holders = np.bincount(counts.col, minlength=counts.shape[1])
    rarity = np.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
    damping = k1 * (1 - b + b * lengths / lengths.mean())
    saturated = counts.data * (k1 + 1) / (counts.data + damping[counts.row])
    weights = csr_array(
        (saturated * rarity[counts.col], (counts.row, counts.col)), counts.shape
    )
    asked = vectorizer.transform(queries).astype(bool).astype(float)
    return (asked @ weights.T).toarray()


def best_first(scores, most):
    return np.argsort(-scores, axis=1, kind="stable")[:, :most]


def fuse(*rankings):
    """Reciprocal rank fusion of the first hundred of each ranking."""
    scores = np.zeros((len(rankings[0]), max(map(np.max, rankings)) + 1))
    rows = np.arange(len(scores))[:, None]
    for ranking in rankings:
        scores[rows, ranking] += 1 / (61 + np.arange(ranking.shape[1]))
    return best_first(scores, 10)


def search(texts, vectors, queries):
    """The first ten texts for each query, by the name of the search."""
    words = bm25(texts, queries, 1.2, 0.5, list(ENGLISH_STOP_WORDS))
    found = {
        "BM25": best_first(bm25(texts, queries), 10),
        "tuned BM25": best_first(words, 10),
    }
    if not IS_SLICE:
        asked = encoder.encode(queries, normalize_embeddings=True)
        meaning = best_first(asked @ vectors.T, 100)
        found["dense"] = meaning[:, :10]
        found["fused"] = fuse(best_first(words, 100), meaning)
    return found


def find_relevant(units, question):
    """The numbers of the units that hold a part of a sentence that answers."""
    spans = [question, *question.get("also", [])]
    return [
        number
        for number, unit in enumerate(units)
        if any(
            unit["path"] == span["file"]
            and unit["start"] < span["end"]
            and span["start"] < unit["end"]
            for span in spans
        )
    ]


def measure(ranking, relevant):
    """Each measure of each query."""
    pairs = zip(ranking, relevant, strict=True)
    hits = np.array([np.isin(row, own) for row, own in pairs])
    first = np.where(hits.any(axis=1), 1 / (hits.argmax(axis=1) + 1), 0)
    discounts = 1 / np.log2(np.arange(2, 12))
    ideal = np.array([discounts[: len(own)].sum() for own in relevant])
    recall = {f"recall@{k}": hits[:, :k].any(axis=1) * 1.0 for k in (1, 5, 10)}
    return recall | {"MRR@10": first, "nDCG@10": hits @ discounts / ideal}


def interval(values):
    """The middle 95 % of the means of 5,000 samples of the queries."""
    draws = np.random.default_rng(0).integers(len(values), size=(5000, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975]).round(2) + 0.0
    return f"{low:.2f} to {high:.2f}"


def report(name, chunks, found, relevant, before=None):
    """Print a row for each search, and return its measures; ``before`` are those in 128 pages."""
    measured = {each: measure(ranking, relevant) for each, ranking in found.items()}
    for each, own in measured.items():
        cells = [f"{value.mean():.2f}" for value in own.values()]
        cells.append(interval(own["nDCG@10"]))
        for other in (measured["tuned BM25"], (before or {}).get(each)):
            same = other is None or other is own
            cells += [
                "-" if same else interval(own[one] - other[one])
                for one in ("recall@5", "nDCG@10")
            ]
        print(",".join([f"{name}: {each}", str(chunks), *cells]), flush=True)
    return measured


manual = load_dataset("nlpjourney/django-manual", split="train")
folder = Path(snapshot_download("nlpjourney/django-guides"))
guides = json.loads((folder / "chunks.json").read_text("utf-8"))
index = [chunk for row in manual for chunk in cut(row["path"], row["text"])]
is_guide = np.array([chunk["path"].startswith(GUIDES) for chunk in index])
assert [index[n] for n in np.flatnonzero(is_guide)] == guides

faq, headings = [], {}
for n, chunk in enumerate(index):
    if chunk["path"].startswith("faq/"):
        faq.append(n)
        if len(chunk["titles"]) > 1:
            headings.setdefault(MARKUP.sub("", chunk["titles"][-1]), []).append(n)

texts = ["\n".join([*chunk["titles"], chunk["text"]]) for chunk in index]
hidden_texts, without_headings = texts.copy(), []
for n in faq:
    title, body = index[n]["titles"][0], index[n]["prose"].split("\n", 1)[1]
    hidden_texts[n] = f"{title}\n{index[n]['text']}"
    without_headings.append(f"{title}\n{body}")

vectors = hidden_vectors = None
if not IS_SLICE:
    encoder = SentenceTransformer(CHECKPOINT, device="cpu")
    vectors = np.empty((len(index), 384), dtype=np.float32)
    vectors[is_guide] = load_file(folder / "vectors.safetensors")["vectors"]
    vectors[~is_guide] = encoder.encode(  # in the order of their lengths
        [index[n]["prose"] for n in np.flatnonzero(~is_guide)],
        batch_size=8,
        normalize_embeddings=True,
    )
    hidden_vectors = vectors.copy()
    hidden_vectors[faq] = encoder.encode(without_headings, normalize_embeddings=True)


data_file = Path(__file__).with_suffix(".toml")
asked = tomllib.loads(data_file.read_text("utf-8"))["question"]
asked = [each for each in asked if each["half"] == "report"]
asked.sort(key=lambda each: not each["file"].startswith(GUIDES))
first = sum(each["file"].startswith(GUIDES) for each in asked)  # as in the notebook
queries = [each["question"] for each in asked]
answers = [find_relevant(index, each) for each in asked]
numbers = np.cumsum(is_guide) - 1  # of the guides' chunks among themselves


def search_guides(texts, vectors, queries, answers):
    own = [text for text, kept in zip(texts, is_guide, strict=True) if kept]
    found = search(own, None if IS_SLICE else vectors[is_guide], queries)
    return found, [numbers[[n for n in row if is_guide[n]]] for row in answers]


headers = ["questions in pages: search", "chunks", "recall@1", "recall@5", "recall@10"]
headers += ["MRR@10", "nDCG@10", "nDCG@10 (95 %)"]
headers += ["recall@5 minus tuned BM25 (95 %)", "nDCG@10 minus tuned BM25 (95 %)"]
headers += ["recall@5 minus 128 pages (95 %)", "nDCG@10 minus 128 pages (95 %)"]
print(",".join(headers), flush=True)

found = search_guides(texts, vectors, queries[:first], answers[:first])
before = report(f"{first} by hand in 128 pages", len(guides), *found)
found = search(texts, vectors, queries)
same = {name: ranking[:first] for name, ranking in found.items()}
report(
    f"{first} by hand in {len(manual)} pages", len(index), same, answers[:first], before
)
report(f"{len(queries)} by hand in {len(manual)} pages", len(index), found, answers)

own = list(headings), list(headings.values())
found = search_guides(hidden_texts, hidden_vectors, *own)
before = report(f"{len(headings)} FAQ headings in 128 pages", len(guides), *found)
found = search(hidden_texts, hidden_vectors, own[0])
name = f"{len(headings)} FAQ headings in {len(manual)} pages"
report(name, len(index), found, own[1], before)
