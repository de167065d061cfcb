import math

import torch
from torch.nn.functional import cross_entropy

torch.manual_seed(0)
batches = []
for length, difficulty in ((4, 3.0), (60, 0.5)):  # a short hard batch, a long easy one
    logits = torch.zeros(length, 50)
    labels = torch.randint(50, (length,))
    logits[torch.arange(length), labels] = 6.0 - difficulty
    batches.append((logits, labels))

losses = [cross_entropy(logits, labels) for logits, labels in batches]
sizes = [len(labels) for _, labels in batches]
mean_of_means = sum(losses) / len(losses)
weighted = sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(
    sizes
)
pooled = cross_entropy(*(torch.cat(parts) for parts in zip(*batches, strict=True)))
assert torch.isclose(weighted, pooled)

print(
    "tokens in each batch", sizes, "losses", [round(loss.item(), 2) for loss in losses]
)
for name, loss in {
    "mean of the losses": mean_of_means,
    "weighted by tokens": weighted,
    "all tokens at once": pooled,
}.items():
    print(f"{name}    {loss:.4f} -> perplexity {math.exp(loss):.4f}")

perplexities = [math.exp(loss) for loss in losses]
print(f"mean of perplexities         -> perplexity {sum(perplexities) / 2:.4f}")
