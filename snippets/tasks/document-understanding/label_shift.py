import json

import numpy as np
import torch
from datasets import load_dataset
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoTokenizer, VisionEncoderDecoderModel

checkpoint = "nlpjourney/receipt-parser"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = VisionEncoderDecoderModel.from_pretrained(checkpoint)


def pixels(image):
    gray = np.asarray(image.convert("L").reduce(2), dtype=np.float32)
    return torch.tensor(1 - gray / 127.5)[None]


def token_ids(receipt):
    items = [f"<name>{i['name']}<price>{i['price']}" for i in receipt["items"]]
    text = f"<date>{receipt['date']}{''.join(items)}<total>{receipt['total']}</s>"
    return torch.tensor(tokenizer(text).input_ids)


rows = load_dataset("nlpjourney/receipts", split="train").select(range(2880, 2928))
pictures = torch.stack([pixels(image) for image in rows["image"]])
ids = [token_ids(json.loads(text)["gt_parse"]) for text in rows["ground_truth"]]
labels = pad_sequence(ids, batch_first=True, padding_value=-100)

with torch.inference_mode():
    right = model(pixel_values=pictures, labels=labels)
    cut = model(pixel_values=pictures, labels=labels[:, 1:])

logits = right.logits.transpose(1, 2)  # (batch_size, vocab_size, sequence_length)
recipes = {
    "labels as they are": (labels, labels, right.loss),
    "the same by hand": (labels, labels, cross_entropy(logits, labels)),
    "cut by hand": (labels[:, 1:], labels[:, 1:], cut.loss),
    "shifted in the loss": (
        labels,
        labels[:, 1:],
        cross_entropy(logits[:, :, :-1], labels[:, 1:]),
    ),
}
for name, (given, wanted, loss) in recipes.items():
    read = model.prepare_decoder_input_ids_from_labels(given)[0, :3]
    pairs = zip(
        tokenizer.convert_ids_to_tokens(read),
        tokenizer.convert_ids_to_tokens(wanted[0, :3]),
        strict=True,
    )
    shown = "  ".join(f"{a} → {b}" for a, b in pairs)
    print(f"{name:20}  {shown:36}  loss {loss:.2f}")
