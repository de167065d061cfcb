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
by_hand = math.exp(-likelihoods.mean())
same = math.isclose(by_hand, math.exp(outputs.loss), rel_tol=1e-3)
assert same

print(f"{inputs.input_ids.shape[1]} tokens, {len(likelihoods)} of them predicted")
print("exp(loss) = exp(-mean log-likelihood) to 3 digits:", same)
print("below a uniform guess over the vocabulary:", by_hand < model.config.vocab_size)

shuffled = inputs.input_ids.flip(1)
with torch.no_grad():
    reversed_loss = model(shuffled, labels=shuffled).loss

print("higher for the same tokens in reverse order:", math.exp(reversed_loss) > by_hand)
