import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)

sentences = ["We agree.", "The committee could not agree on a date."]
batch = tokenizer(sentences, padding=True, return_tensors="pt")
alone = tokenizer(sentences[0], return_tensors="pt")
length = alone["input_ids"].shape[1]
print("ids ", batch["input_ids"][0].tolist())
print("mask", batch["attention_mask"][0].tolist())

with torch.no_grad():
    expected = model(**alone).last_hidden_state[0]  # (length, hidden_size)
    masked = model(**batch).last_hidden_state[0, :length]
    unmasked = model(input_ids=batch["input_ids"]).last_hidden_state[0, :length]

for name, states in {"with the mask": masked, "without": unmasked}.items():
    print(f"{name:13} largest difference {(states - expected).abs().max().item():.3f}")

assert torch.allclose(masked, expected, atol=1e-4)
assert not torch.allclose(unmasked, expected, atol=0.1)
