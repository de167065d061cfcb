import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)
tokenizer.add_tokens(["[USER]"])
inputs = tokenizer("[USER] says hello", return_tensors="pt")

highest, rows = inputs["input_ids"].max().item(), model.config.vocab_size
print(f"highest id {highest}, embeddings for ids below {rows}")
try:
    model(**inputs)
except IndexError as error:
    print(f"{type(error).__name__}: {error}")

model.resize_token_embeddings(len(tokenizer))
with torch.no_grad():
    print("resized:", tuple(model(**inputs).last_hidden_state.shape))
