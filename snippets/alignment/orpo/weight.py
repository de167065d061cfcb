import torch
from datasets import load_dataset
from torch import log1p
from torch.nn.functional import logsigmoid
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint, prompt = "HuggingFaceTB/SmolLM2-135M-Instruct", "A film review:"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype="float32")
rows = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
rows = [r for r in rows.shuffle(seed=0) if 3 <= len(r["text"].split()) <= 9][:60]
pairs = []
for two in zip(rows[::2], rows[1::2], strict=True):
    worse, better = sorted(two, key=lambda row: row["rating"])
    if better["rating"] - worse["rating"] >= 2:
        pairs.append((better["text"], worse["text"]))


def mean_log_probs(texts):
    start = len(tokenizer(prompt)["input_ids"])
    texts = [f"{prompt} {text}" for text in texts]
    inputs = tokenizer(texts, padding=True, padding_side="right", return_tensors="pt")
    tokens, mask = inputs["input_ids"][:, start:], inputs["attention_mask"][:, start:]
    with torch.no_grad():
        logits = model(**inputs).logits[:, start - 1 : -1]
    log_probs = logits.log_softmax(dim=-1).gather(2, tokens[..., None])[..., 0]
    return (log_probs * mask).sum(dim=1) / mask.sum(dim=1)


better, worse = (mean_log_probs(texts) for texts in zip(*pairs, strict=True))
print(f"{len(pairs)} pairs, mean log-probability per token:", end=" ")
print(f"better {better.mean():.2f}, worse {worse.mean():.2f}")
print("gradient of the odds ratio's term, as a share of that of the SFT term")
print("beta  untrained  worse 2 nats lower  worse 4 nats lower")
for beta in (0.1, 0.5, 1.0):
    shares = []
    for nats in (0, 2, 4):
        x, lower = better.clone().requires_grad_(), worse - nats
        log_odds_ratio = x - log1p(-x.exp()) - (lower - log1p(-lower.exp()))
        sft, odds = -x.mean(), -beta * logsigmoid(log_odds_ratio).mean()
        by_sft, by_odds = (torch.autograd.grad(term, x)[0] for term in (sft, odds))
        shares.append((by_odds.sum() / by_sft.sum()).item())
    print(f"{beta:<4}  {shares[0]:9.3f}  {shares[1]:18.3f}  {shares[2]:18.3f}")
