import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)

sentences = [
    "They fished from the bank of the river.",
    "Reeds grow on the bank of the stream.",
    "The bank charges interest on the loan.",
    "She asked the bank for more money.",
]
inputs = tokenizer(sentences, padding=True, return_tensors="pt")
with torch.no_grad():
    hidden_states = model(**inputs).last_hidden_state  # (4, sequence_length, 384)

at = (inputs["input_ids"] == tokenizer.convert_tokens_to_ids("bank")).nonzero()
banks = hidden_states[at[:, 0], at[:, 1]]  # (4, 384): the word "bank", four times
banks = torch.nn.functional.normalize(banks, dim=-1)
similarity = banks @ banks.T

for row, sentence in zip(similarity, sentences, strict=True):
    print("  ".join(f"{value:.2f}" for value in row), "", sentence)

nearest = (similarity - torch.eye(4)).argmax(dim=-1).tolist()
assert nearest == [1, 0, 3, 2]  # water with water, money with money
