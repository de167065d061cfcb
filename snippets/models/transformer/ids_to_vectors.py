import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)

sentences = ["Tokenizers split text.", "Then the model reads the pieces."]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
input_ids = inputs["input_ids"]
table = model.get_input_embeddings().weight  # one row per entry of the vocabulary
vectors = table[input_ids]
with torch.no_grad():
    hidden_states = model(**inputs).last_hidden_state

tokens = inputs.tokens()  # of the first sentence
for position in range(1, 5):
    numbers = ", ".join(f"{number:.2f}" for number in vectors[0, position, :3])
    token_id = input_ids[0, position]
    print(f"{tokens[position]:6} id {token_id:5}, vector [{numbers}, ...]")

print("table of embeddings", tuple(table.shape))
print("ids                ", tuple(input_ids.shape))
print("vectors            ", tuple(vectors.shape))
print("after all layers   ", tuple(hidden_states.shape))
