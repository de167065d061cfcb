import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)

sentences = ["I love this library!", "The second one is a little longer."]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
with torch.no_grad():
    outputs = model(**inputs)

hidden_states = outputs.last_hidden_state  # (batch_size, sequence_length, hidden_size)
tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
assert hidden_states.shape == (2, len(tokens), model.config.hidden_size)

print("input_ids        ", tuple(inputs["input_ids"].shape))
print("last_hidden_state", tuple(hidden_states.shape))
for token, vector in zip(tokens[:4], hidden_states[0], strict=False):
    print(f"{token:<7} -> a vector of {len(vector)} numbers")
