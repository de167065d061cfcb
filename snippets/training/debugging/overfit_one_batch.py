import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, set_seed

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
set_seed(0)
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForSequenceClassification.from_pretrained(checkpoint)
texts = ["Great!", "So bad.", "I love it.", "Never again."]
batch = tokenizer(texts, padding=True, return_tensors="pt")
batch["labels"] = torch.tensor([1, 0, 1, 0])
print("the batch, decoded:", tokenizer.decode(batch["input_ids"][1]))

optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4)
losses = []
for _ in range(20):  # always the same four rows; dropout stays off
    loss = model(**batch).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())

print(f"loss {losses[0]:.1f} -> {losses[-1]:.1f}")
assert losses[-1] < 0.05
