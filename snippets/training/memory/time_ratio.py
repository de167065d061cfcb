import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForSequenceClassification

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
input_ids = torch.arange(8 * 128).view(8, 128) + 2000  # 8 texts of 128 tokens
labels = torch.arange(8) % 2
torch.set_num_threads(1)


def prepare(checkpointing=False, frozen=(), lora=False, pieces=1):
    model = AutoModelForSequenceClassification.from_pretrained(checkpoint).train()
    if checkpointing:
        model.activation_checkpointing_enable()
    for part in frozen:
        model.get_submodule(part).requires_grad_(False)
    if lora:
        model = get_peft_model(model, LoraConfig(target_modules="all-linear"))
    trained = (p for p in model.parameters() if p.requires_grad)
    batches = list(zip(input_ids.chunk(pieces), labels.chunk(pieces), strict=True))
    return model, torch.optim.AdamW(trained), batches


def step_seconds(model, optimizer, batches):
    started = time.process_time()  # of this process alone, whatever else runs
    for ids, target in batches:
        model(input_ids=ids, labels=target).loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return time.process_time() - started


lower_half = ["bert.embeddings", *(f"bert.encoder.layer.{i}" for i in range(3))]
runs = {
    "full": prepare(),
    "accumulation, 4 x 2": prepare(pieces=4),
    "checkpointing": prepare(checkpointing=True),
    "lower half frozen": prepare(frozen=lower_half),
    "head only": prepare(frozen=["bert"]),
    "LoRA, r=8": prepare(lora=True),
}
# in turns, so that a busy moment of the machine falls on all of them; the first warms up
rounds = [{name: step_seconds(*run) for name, run in runs.items()} for _ in range(4)]
fastest = {name: min(taken[name] for taken in rounds[1:]) for name in runs}
ranges = {  # with one thread, on several processors
    "accumulation, 4 x 2": (0.8, 1.5),
    "checkpointing": (1.1, 1.7),
    "lower half frozen": (0.4, 0.8),
    "head only": (0.2, 0.5),
    "LoRA, r=8": (0.5, 1.1),
}
print("technique             allowed range of time, full training = 1")
for name, (low, high) in ranges.items():
    assert low <= fastest[name] / fastest["full"] <= high, (name, fastest)
    print(f"{name:<20}  {low} to {high}")
