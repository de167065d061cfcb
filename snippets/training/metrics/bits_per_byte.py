import math
from collections import Counter

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
text = """The river rises in the hills and runs past an old mill. In summer the
children swim there, and in winter the water freezes. The miller sold the house
years ago, but the wheel still turns when the snow melts."""

input_ids = tokenizer("<|im_end|>" + text, return_tensors="pt")["input_ids"]
with torch.no_grad():
    loss = model(input_ids, labels=input_ids).loss.item()  # mean over the tokens

data = text.encode()
counts = Counter(data)
entropy = -sum(n / len(data) * math.log(n / len(data)) for n in counts.values())
print("model           units  perplexity per unit  bits per byte")
for name, units, mean in (
    ("SmolLM2", input_ids.shape[1] - 1, loss),
    ("byte counts", len(data), entropy),  # counted on this very text
    ("uniform bytes", len(data), math.log(256)),
):
    bits = mean * units / math.log(2) / len(data)
    print(f"{name:<14}  {units:>5}  {math.exp(mean):>19.2f}  {bits:>13.2f}")
