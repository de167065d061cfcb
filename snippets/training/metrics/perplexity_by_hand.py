import math

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()

inputs = tokenizer("The capital of France is Paris.", return_tensors="pt")
with torch.no_grad():
    outputs = model(**inputs, labels=inputs.input_ids)

log_probabilities = outputs.logits[0].log_softmax(-1)
targets = inputs.input_ids[0, 1:]  # position i predicts token i + 1
likelihoods = log_probabilities[:-1].gather(1, targets[:, None])[:, 0]
for token, likelihood in zip(targets, likelihoods, strict=True):
    print(f"{tokenizer.decode(token)!r:<11}  probability {likelihood.exp():.5f}")

by_hand = math.exp(-likelihoods.mean())
print(f"exp(-mean log-likelihood) {by_hand:.2f}, exp(loss) {outputs.loss.exp():.2f}")

reversed_ids = inputs.input_ids.flip(1)
with torch.no_grad():
    reversed_loss = model(reversed_ids, labels=reversed_ids).loss

thousands = reversed_loss.exp() / 1000
print(f"the same tokens in reverse order: {thousands:.2f} thousand")
print(f"a uniform guess: {model.config.vocab_size:,}")
