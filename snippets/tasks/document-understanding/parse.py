import json
import re
from collections import Counter

import numpy as np
import torch
from datasets import load_dataset
from transformers import AutoTokenizer, VisionEncoderDecoderModel

checkpoint = "nlpjourney/receipt-parser"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = VisionEncoderDecoderModel.from_pretrained(checkpoint)


def pixels(image):
    gray = np.asarray(image.convert("L").reduce(2), dtype=np.float32)
    return torch.tensor(1 - gray / 127.5)[None]


def fields(text):
    return re.findall(r"<(date|name|price|total)>([^<]*)", text)


def to_json(text):
    receipt = {"items": []}
    for field, value in fields(text):
        if field == "name":
            receipt["items"].append({"name": value})
        elif field == "price" and receipt["items"]:
            receipt["items"][-1]["price"] = value
        elif field != "price":
            receipt.setdefault(field, value)
    return receipt


def to_text(receipt):
    items = [f"<name>{i['name']}<price>{i['price']}" for i in receipt["items"]]
    return f"<date>{receipt['date']}{''.join(items)}<total>{receipt['total']}"


rows = load_dataset("nlpjourney/receipts", split="train").select(range(2880, 2928))
truths = [to_text(json.loads(text)["gt_parse"]) for text in rows["ground_truth"]]
print(truths[0])
print(json.dumps(to_json(truths[0])))

outputs = model.generate(torch.stack([pixels(image) for image in rows["image"]]))
right, wanted = Counter(), Counter()
for ids, truth in zip(outputs, truths, strict=True):
    text = tokenizer.decode(ids).replace(" ", "").partition("</s>")[0]
    found = Counter(fields(text)) & Counter(fields(truth))
    right.update(field for field, _ in found.elements())
    wanted.update(field for field, _ in fields(truth))

for field in wanted:
    print(f"{field:5} right: {right[field] / wanted[field]:.2f} of {wanted[field]}")
