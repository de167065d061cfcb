import numpy as np
import torch
from datasets import load_dataset
from peft import AutoPeftModelForCausalLM
from transformers import AutoTokenizer

adapter, base = "nlpjourney/dpo", "HuggingFaceTB/SmolLM2-135M-Instruct"
beta = 0.1
tokenizer = AutoTokenizer.from_pretrained(base)
model = AutoPeftModelForCausalLM.from_pretrained(adapter, dtype=torch.float32)
rows = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
rows = [r for r in rows.shuffle(seed=1) if 3 <= len(r["text"].split()) <= 9]
prompt = "A product review:"
start = len(tokenizer(prompt)["input_ids"])
pairs = []
for two in zip(rows[::2], rows[1::2], strict=False):
    worse, better = sorted(two, key=lambda row: row["rating"])
    if better["rating"] - worse["rating"] >= 2:
        pairs.append((better["text"], worse["text"]))

count = len(pairs)
pairs = sorted(pairs[:50], key=lambda pair: len(pair[0] + pair[1]))  # less padding


def log_probs(texts):
    texts = [f"{prompt} {text}{tokenizer.eos_token}" for text in texts]
    inputs = tokenizer(texts, padding=True, padding_side="right", return_tensors="pt")
    tokens, mask = inputs["input_ids"][:, start:], inputs["attention_mask"][:, start:]
    with torch.no_grad():
        logits = model(**inputs).logits[:, start - 1 : -1]
    logp = logits.log_softmax(dim=-1).gather(2, tokens[..., None])[..., 0]
    return (logp * mask).sum(dim=1)


texts = [text for pair in pairs for text in pair]
policy = torch.cat([log_probs(texts[i : i + 20]) for i in range(0, 100, 20)])
with model.disable_adapter():
    reference = torch.cat([log_probs(texts[i : i + 20]) for i in range(0, 100, 20)])

change = (policy - reference).view(50, 2).numpy()  # chosen, rejected
print("held-out pairs: 50 of", count)
print("               chosen  rejected")
for name, values in (("reference", reference), ("policy", policy)):
    chosen, rejected = values.view(50, 2).mean(dim=0)
    print(f"{name:<9}  {chosen:10.2f}  {rejected:8.2f}")

print(
    f"reward     {beta * change[:, 0].mean():10.2f}  {beta * change[:, 1].mean():8.2f}"
)
for name, values in (
    ("reward", change),
    ("log-probability", policy.view(50, 2).numpy()),
):
    right = (values[:, 0] > values[:, 1]).mean()
    half = 1.96 * np.sqrt(right * (1 - right) / 50)
    print(f"chosen has the higher {name}: {right:.2f} plus or minus {half:.2f}")

fallen = (change[:, 0] < 0).mean()
print(f"chosen less likely than in the reference: {fallen:.2f} of the pairs")
