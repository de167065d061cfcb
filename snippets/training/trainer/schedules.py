import torch
from transformers import get_scheduler

steps, names = 100, ["linear", "cosine", "constant_with_warmup"]
rates = {}
for name in names:
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = get_scheduler(
        name, optimizer, num_warmup_steps=10, num_training_steps=steps
    )
    rates[name] = []
    for _ in range(steps + 1):
        rates[name].append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()

print("  ".join(["step", *names]))
for step in (0, 5, 10, 25, 40, 55, 70, 85, 100):
    values = (f"{rates[name][step]:{len(name)}.2f}" for name in names)
    print("  ".join([f"{step:>4}", *values]))
