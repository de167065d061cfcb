from collections import Counter

from transformers import AutoModel


def part_of(name):
    if "norm" in name.lower() or "pooler" in name:
        return "other"
    if "embed" in name:
        return "embeddings"
    return "attention" if "att" in name else "feed-forward"


checkpoints = {
    "MiniLM": "sentence-transformers/all-MiniLM-L6-v2",
    "SmolLM2": "HuggingFaceTB/SmolLM2-135M-Instruct",
}
parts = ["embeddings", "attention", "feed-forward", "other"]
print("millions", *parts, "all", sep="  ")
for model_name, checkpoint in checkpoints.items():
    counts = Counter()
    for name, weight in AutoModel.from_pretrained(checkpoint).named_parameters():
        counts[part_of(name)] += weight.numel()
    numbers = [f"{counts[part] / 1e6:{len(part)}.1f}" for part in parts]
    print(f"{model_name:8}", *numbers, f"{counts.total() / 1e6:.1f}", sep="  ")
