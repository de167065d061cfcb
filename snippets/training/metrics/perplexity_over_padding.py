import math

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
text = "The capital of France is Paris."


def perplexity(labels: torch.Tensor, **inputs) -> float:
    with torch.no_grad():
        return math.exp(model(**inputs, labels=labels).loss)


alone = tokenizer(text, return_tensors="pt")
padded = tokenizer(text, padding="max_length", max_length=32, return_tensors="pt")
masked = padded.input_ids.masked_fill(padded.attention_mask == 0, -100)

right = perplexity(alone.input_ids, **alone)
counted = perplexity(padded.input_ids, **padded)
ignored = perplexity(masked, **padded)

print(
    "labels counted alone, padded:",
    alone.input_ids.numel() - 1,
    padded.input_ids.numel() - 1,
)
print(f"perplexity of the text alone: {right:.2f}")
print(f"padding counted:              {counted:.1e}")
print(f"padding set to -100:          {ignored:.2f}")
