import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, set_seed

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
texts = ["Great!", "So bad.", "I love it.", "Never again."]
batch = tokenizer(texts, padding=True, return_tensors="pt")
batch["labels"] = torch.tensor([1, 0, 1, 0])

for rate in (5e-7, 5e-4, 0.5):
    set_seed(0)
    model = AutoModelForSequenceClassification.from_pretrained(checkpoint)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    losses = []
    for _ in range(15):
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    largest = "jumped above 3" if max(losses) > 3 else "stayed below 1"
    learned = "learned" if losses[-1] < 0.1 else "not learned"
    print(f"learning rate {rate:<7g}: {learned}, the loss {largest}")
