import textwrap

import torch
from datasets import load_dataset
from transformers import pipeline

summarizer = pipeline(
    "text-generation",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
    dtype=torch.float32,
    device="cpu",
)
manual = load_dataset("nlpjourney/django-manual", split="train")
page = next(row for row in manual if row["path"] == "ref/contrib/sites.txt")
paragraphs = page["text"].split("\n\n")[2:4]
text = " ".join(" ".join(paragraphs).split())
messages = [
    {"role": "system", "content": "Summarize in one line."},
    {"role": "user", "content": text},
]
reply = summarizer(messages, max_new_tokens=60, do_sample=False)
summary = reply[0]["generated_text"][-1]["content"]
print(textwrap.fill(text, 84))
print(textwrap.fill(summary, 84, initial_indent="-> ", subsequent_indent="   "))
