import json
import re
from pathlib import Path

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


def sections(text):
    """The titles over each section, with its own, and where its text begins and ends."""
    found = [h for h in HEADING.finditer(text) if len(h["line"]) >= len(h["title"])]
    styles, titles = [], []
    for heading, following in zip(found, [*found[1:], None], strict=True):
        style = (bool(heading["overline"]), heading["line"][0])
        if style not in styles:
            styles.append(style)
        titles = [*titles[: styles.index(style)], heading["title"]]
        yield titles, heading.end(), following.start() if following else len(text)


def chunks(path, text):
    """The paragraphs of each section, as many together as the encoder reads at once."""
    for titles, start, end in sections(text):
        room = LIMIT - 10 - count_tokens(" > ".join(titles))
        spans, used = [], 0
        for paragraph in PARAGRAPH.finditer(text, start, end):
            tokens = count_tokens(prose(paragraph[0]))
            if spans and used + tokens <= room:
                spans[-1][1] = paragraph.end()
                used += tokens
            else:
                spans.append(list(paragraph.span()))
                used = tokens
        for first, last in spans:
            yield {
                "path": path,
                "titles": titles,
                "start": first,
                "end": last,
                "text": text[first:last],
            }


def count_tokens(text):
    return len(tokenizer.tokenize(text))


def prose(text):
    """What a reader sees of reStructuredText, without the code."""
    lines, code = [], None
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if code is not None and (not line.strip() or indent > code):
            continue
        starts_code = re.search(r"\.\. (code-block|console)::|^(?!\s*\.\.).*::$", line)
        code = indent if starts_code else None
        lines.append(line)
    text = DIRECTIVE.sub("", ROLE.sub(r"\1", "\n".join(lines)))
    return re.sub(r"[`*]{1,2}|::$", "", text, flags=re.M)


def embed(texts):
    """The unit vector of each text, (len(texts), 384)."""
    vectors = torch.empty(len(texts), model.config.hidden_size)
    by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    for start in range(0, len(texts), 32):
        rows = by_length[start : start + 32]
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
    return vectors


manual = load_dataset("nlpjourney/django-manual", split="train")
pages = {row["path"]: row["text"] for row in manual if row["path"].startswith(GUIDES)}
index = [chunk for path, text in pages.items() for chunk in chunks(path, text)]
for chunk in index:
    chunk["prose"] = prose(" > ".join(chunk["titles"]) + "\n" + chunk["text"])

texts = [chunk["prose"] for chunk in index]
lengths = [len(ids) for ids in tokenizer(texts)["input_ids"]]

folder = Path("django-guides")
folder.mkdir()
(folder / "chunks.json").write_text(json.dumps(index), "utf-8")
save_file({"vectors": embed(texts)}, folder / "vectors.safetensors")

parts = sum(1 for text in pages.values() for _ in sections(text))
print(f"{len(pages)} of {len(manual)} pages, {parts} sections, {len(index)} chunks")
print(f"tokens: {sum(lengths) / len(lengths):.0f} per chunk on average")
print(f"chunks longer than {LIMIT} tokens: {sum(n > LIMIT for n in lengths)}")
example = index[100]
print(f"{example['path']} [{example['start']}:{example['end']}]")
print(" > ".join(example["titles"]))
