import torch
from transformers import LlamaConfig, LlamaForCausalLM, set_seed

set_seed(0)
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=1000, hidden_size=64, num_hidden_layers=2, intermediate_size=128
    )
)


def gradient(micro_batches, normalize):
    model.zero_grad()
    total = sum((batch[:, 1:] != -100).sum() for batch in micro_batches)
    for labels in micro_batches:
        input_ids = labels.clamp(min=0)  # -100 marks padding
        if normalize == "by micro-batch":  # a mean of means
            loss = model(input_ids, labels=labels).loss / len(micro_batches)
        else:  # every token counts once
            loss = model(input_ids, labels=labels, num_items_in_batch=total).loss
        loss.backward()
    return torch.cat([p.grad.flatten() for p in model.parameters()])


for case, lengths in (("equal", (32, 32, 32, 32)), ("unequal", (32, 16, 8, 4))):
    labels = torch.randint(1, 1000, (4, 32))
    for row, length in zip(labels, lengths, strict=True):
        row[length:] = -100
    big_batch = gradient([labels], "by micro-batch")
    for normalize in ("by micro-batch", "by all tokens"):
        accumulated = gradient(list(labels.split(1)), normalize)
        error = (accumulated - big_batch).norm() / big_batch.norm()
        print(f"{case} lengths, loss normalized {normalize}: off by {error:.2%}")
