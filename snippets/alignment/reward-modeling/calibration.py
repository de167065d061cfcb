import numpy as np
import torch
from datasets import load_dataset
from peft import AutoPeftModelForSequenceClassification
from transformers import AutoTokenizer

adapter, base = "nlpjourney/reward-model", "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(base)
model = AutoPeftModelForSequenceClassification.from_pretrained(
    adapter, num_labels=1, dtype=torch.float32
)
model.config.pad_token_id = tokenizer.pad_token_id
rows = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
rows = [r for r in rows.shuffle(seed=1) if 3 <= len(r["text"].split()) <= 9][:240]


def reward(texts):
    texts = [text + tokenizer.eos_token for text in texts]
    inputs = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        return model(**inputs).logits[:, 0]


rows.sort(key=lambda row: len(row["text"]))  # batches of equal length
texts = [row["text"] for row in rows]
rewards = torch.cat([reward(texts[i : i + 24]) for i in range(0, 240, 24)]).numpy()
order = np.random.default_rng(0).permutation(240).reshape(2, 120)
first, second = np.array([row["rating"] for row in rows])[order]
gap = np.abs(first - second)
margin = (rewards[order[0]] - rewards[order[1]]) * np.sign(first - second)

print("gap of ratings  pairs  accuracy  confidence")
for low, high in ((0, 1), (1, 2), (2, 8), (0, 8)):
    m = margin[(low <= gap) & (gap < high)]
    confidence = 1 / (1 + np.exp(-np.abs(m)))
    print(
        f"{low} to {high}  {len(m):>13}  {(m > 0).mean():8.2f}  {confidence.mean():10.2f}"
    )

accuracy = (margin > 0).mean()
half = 1.96 * np.sqrt(accuracy * (1 - accuracy) / 120)
print(f"accuracy over all pairs: {accuracy:.2f} plus or minus {half:.2f}")
