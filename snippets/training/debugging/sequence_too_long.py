import torch
from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModel.from_pretrained(checkpoint)
limit = model.config.max_position_embeddings
print("positions:", limit, "and the tokenizer's limit:", tokenizer.model_max_length)

inputs = tokenizer("word " * 600, return_tensors="pt")
print("ids:", tuple(inputs["input_ids"].shape))
try:
    model(**inputs)
except (RuntimeError, IndexError, ValueError) as error:
    print(f"{type(error).__name__}: {error}")

inputs = tokenizer(
    "word " * 600, truncation=True, max_length=limit, return_tensors="pt"
)
with torch.no_grad():
    print("truncated:", tuple(model(**inputs).last_hidden_state.shape))
