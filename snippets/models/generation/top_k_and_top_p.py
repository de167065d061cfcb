import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
top_k, top_p = TopKLogitsWarper(top_k=50), TopPLogitsWarper(top_p=0.5)

print(f"{'prompt':24}  {'top_k=50':16}  top_p=0.5")
for prompt in (
    "The capital of France is",
    "Two plus two equals",
    "My favourite season is",
):
    with torch.no_grad():
        logits = model(**tokenizer(prompt, return_tensors="pt")).logits[:, -1]
    probs, cells = logits.softmax(dim=-1), []
    for keep in (top_k, top_p):
        kept = keep(None, logits).isfinite()  # what is cut is set to minus infinity
        cells.append(f"{kept.sum().item():2} tokens, {probs[kept].sum().item():.2f}")
    print(f"{prompt:24}  {cells[0]:16}  {cells[1]}")
