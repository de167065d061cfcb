import torch
from accelerate import Accelerator
from torch.utils.data import DataLoader
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    get_scheduler,
    set_seed,
)

rows = [
    {"input_ids": torch.tensor([101, 2000 + n, 102]), "labels": torch.tensor(n % 2)}
    for n in range(32)
]


def ingredients():
    set_seed(0)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
    model = BertForSequenceClassification(config).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    loader = DataLoader(rows, batch_size=8, shuffle=True)
    scheduler = get_scheduler("linear", optimizer, 0, len(loader))
    return model, optimizer, loader, scheduler


def plain():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model, optimizer, loader, scheduler = ingredients()
    model.to(device)
    for batch in loader:
        batch = {name: tensor.to(device) for name, tensor in batch.items()}
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        yield loss.item()


def accelerated():
    accelerator = Accelerator()
    model, optimizer, loader, scheduler = accelerator.prepare(*ingredients())
    for batch in loader:
        loss = model(**batch).loss
        accelerator.backward(loss)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        yield loss.item()


losses = list(plain()), list(accelerated())
print("plain      ", [f"{loss:.3f}" for loss in losses[0]])
print("accelerated", [f"{loss:.3f}" for loss in losses[1]])
assert torch.allclose(*map(torch.tensor, losses))
