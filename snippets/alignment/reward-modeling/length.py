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
rows = [r for r in rows.shuffle(seed=2) if 3 <= len(r["text"].split()) <= 9][:48]
rows.sort(key=lambda row: len(row["text"]))  # batches of equal length


def reward(texts):
    texts = [text + tokenizer.eos_token for text in texts]
    inputs = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        return model(**inputs).logits[:, 0]


def rewards(texts):
    return torch.cat([reward(texts[i : i + 12]) for i in range(0, 48, 12)]).numpy()


texts = [row["text"] for row in rows]
ratings = np.array([row["rating"] for row in rows])
words = np.array([len(text.split()) for text in texts])
plain = rewards(texts)
longer = rewards([f"{text} It is a thing that people can buy." for text in texts])

print(f"correlation of ratings and words: {np.corrcoef(ratings, words)[0, 1]:.2f}")
print(f"correlation of rewards and words: {np.corrcoef(plain, words)[0, 1]:.2f}")
print(f"correlation of rewards and ratings: {np.corrcoef(plain, ratings)[0, 1]:.2f}")
print(f"standard deviation of the rewards: {plain.std():.2f}")
print(f"change by a sentence that says nothing: {(longer - plain).mean():.2f}")
