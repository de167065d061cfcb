import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
inputs = tokenizer("My favourite season is", return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits[0, -1].double()  # (vocab_size,)

print("temperature  entropy  probability of the best token")
entropies = []
for temperature in (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0):
    log_probs = (logits / temperature).log_softmax(dim=-1)
    probs = log_probs.exp()
    entropies.append(-(probs * log_probs / torch.log(torch.tensor(2.0))).sum().item())
    print(f"{temperature:<11}  {entropies[-1]:<7.1f}  {probs.max().item():.2f}")

assert entropies == sorted(entropies)
assert entropies[-1] < torch.log2(torch.tensor(float(logits.numel())))
