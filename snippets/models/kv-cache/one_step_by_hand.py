import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
ids = tokenizer("The capital of France is Paris", return_tensors="pt")["input_ids"]

with torch.no_grad():
    whole = model(ids)  # all 6 positions at once
    before = model(ids[:, :5])  # the first five ...
    old_keys = before.past_key_values.layers[0].keys.clone()
    step = model(ids[:, 5:], past_key_values=before.past_key_values)  # ... and one more

print("logits of the step:", tuple(step.logits.shape))
for title, logits in (("whole", whole.logits), ("step ", step.logits)):
    value, token = logits[0, -1].max(dim=0)
    print(f"{title}: next token {tokenizer.decode(token)!r}, logit {value:.2f}")

keys = step.past_key_values.layers[0].keys
print("keys:", tuple(old_keys.shape), "->", tuple(keys.shape))
print("the old ones untouched:", torch.equal(keys[:, :, :5], old_keys))
