import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForSequenceClassification

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
input_ids = torch.arange(8 * 128).view(8, 128) + 2000  # 8 texts of 128 tokens
labels = torch.arange(8) % 2


def seconds_a_step(checkpointing=False, frozen=(), lora=False, pieces=1):
    model = AutoModelForSequenceClassification.from_pretrained(checkpoint).train()
    if checkpointing:
        model.activation_checkpointing_enable()
    for part in frozen:
        model.get_submodule(part).requires_grad_(False)
    if lora:
        model = get_peft_model(model, LoraConfig(target_modules="all-linear"))
    optimizer = torch.optim.AdamW(p for p in model.parameters() if p.requires_grad)
    taken = []
    for _ in range(3):  # the first step also warms up
        started = time.process_time()  # of this process alone, whatever else runs
        for ids, target in zip(
            input_ids.chunk(pieces), labels.chunk(pieces), strict=True
        ):
            model(input_ids=ids, labels=target).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        taken.append(time.process_time() - started)
    return min(taken[1:])


lower_half = ["bert.embeddings", *(f"bert.encoder.layer.{i}" for i in range(3))]
full = seconds_a_step()
print("technique             time")
for name, options in (
    ("full", {}),
    ("accumulation, 4 x 2", {"pieces": 4}),
    ("checkpointing", {"checkpointing": True}),
    ("lower half frozen", {"frozen": lower_half}),
    ("head only", {"frozen": ["bert"]}),
    ("LoRA, r=8", {"lora": True}),
):
    print(f"{name:<20}  {seconds_a_step(**options) / full:.2f}")
