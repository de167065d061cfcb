import json
import re
from pathlib import Path

import numpy as np
import torch
from datasets import load_dataset
from safetensors.torch import save_file
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint).eval()

GUIDES = ("faq/", "howto/", "intro/", "misc/", "topics/")
LIMIT = 256  # tokens that the encoder reads
HEADING = re.compile(
    r"^(?P<overline>=+\n)?(?P<title>\S.*)\n(?P<line>([=\-~^\"'`#*+.])\4+)$", re.M
)
PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
ROLE = re.compile(r":[\w:+-]+:`[~!]?([^`<]*?)(?:\s*<[^`]*>)?`")  # :ref:`text <label>`
DIRECTIVE = re.compile(r"^\s*\.\. (?:_.*|[\w-]+::.*)$", re.M)  # labels, too
BEFORE_CODE = re.compile(r"\.\. (code-block|console)::|^(?!\s*\.\.).*::$")


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


def chunks(path, text):
    """The paragraphs of each section, as many together as the encoder reads at once."""
    hidden = hide_code(text)
    for titles, start, end in sections(text):
        found = [paragraph.span() for paragraph in PARAGRAPH.finditer(text, start, end)]
        parts = [" > ".join(titles), *(prose(hidden[a:b]) for a, b in found)]
        in_titles, *in_paragraphs = count_tokens(parts)
        room = LIMIT - 10 - in_titles
        spans, used = [], 0
        for (first, last), tokens in zip(found, in_paragraphs, strict=True):
            if spans and used + tokens <= room:  # code has 0: it stays with its text
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


def embed(texts, lengths, size=8):
    """Each text's unit vector, (len(texts), 384), and its token vectors' signs."""
    vectors = torch.empty(len(texts), model.config.hidden_size)
    signs = [None] * len(texts)
    by_length = sorted(range(len(texts)), key=lambda row: lengths[row])
    for start in range(0, len(texts), size):
        rows = by_length[start : start + size]
        batch = tokenizer(
            [texts[row] for row in rows],
            padding=True,
            truncation=True,
            max_length=LIMIT,
            return_tensors="pt",
        )
        with torch.inference_mode():
            hidden = model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        vectors[rows] = torch.nn.functional.normalize(mean, dim=-1)
        for row, states, length in zip(rows, hidden, mask.sum((1, 2)), strict=True):
            inner = states[1 : length - 1]  # without [CLS] and [SEP]
            packed = np.packbits(inner.numpy() > 0, axis=1)  # 384 signs in 48 bytes
            signs[row] = torch.from_numpy(packed)
    return vectors, signs


manual = load_dataset("nlpjourney/django-manual", split="train")
pages = {row["path"]: row["text"] for row in manual if row["path"].startswith(GUIDES)}
index = [chunk for path, text in pages.items() for chunk in chunks(path, text)]
texts = [chunk["prose"] for chunk in index]
lengths = [len(ids) for ids in tokenizer(texts).input_ids]

vectors, signs = embed(texts, lengths)
tokens = torch.cat(signs)
per_chunk = torch.tensor([len(found) for found in signs])

folder = Path("django-guides")
folder.mkdir()
(folder / "chunks.json").write_text(json.dumps(index), "utf-8")
save_file({"vectors": vectors}, folder / "vectors.safetensors")
save_file({"tokens": tokens, "per_chunk": per_chunk}, folder / "tokens.safetensors")

parts = sum(1 for text in pages.values() for _ in sections(text))
print(f"{len(pages)} of {len(manual)} pages, {parts} sections, {len(index)} chunks")
print(f"tokens: {sum(lengths) / len(lengths):.0f} per chunk on average")
print(f"chunks longer than {LIMIT} tokens: {sum(n > LIMIT for n in lengths)}")
print(f"{len(tokens):,} token vectors in {tokens.numel() / 1e6:.0f} MB")
example = index[100]
print(f"{example['path']} [{example['start']}:{example['end']}]")
print(" > ".join(example["titles"]))
