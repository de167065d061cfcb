import torch
from accelerate import Accelerator, debug_launcher
from torch.utils.data import DataLoader
from transformers import get_scheduler


def learning_rates(accelerator, count_before, prepare_scheduler):
    layer = torch.nn.Linear(1, 1)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=1.0)
    loader = DataLoader(torch.ones(16, 1), batch_size=2)  # 8 batches
    steps = len(loader)
    layer, optimizer, loader = accelerator.prepare(layer, optimizer, loader)
    steps = steps if count_before else len(loader)
    scheduler = get_scheduler("linear", optimizer, 0, steps)
    if prepare_scheduler:
        scheduler = accelerator.prepare(scheduler)
    rates = []
    for batch in loader:
        rates.append(scheduler.get_last_lr()[0])
        accelerator.backward(layer(batch).mean())
        optimizer.step()
        scheduler.step()
    return [f"{rate:.2f}" for rate in rates]


def train():
    accelerator = Accelerator(cpu=True)
    assert accelerator.num_processes == 2
    cases = {
        "prepared, steps counted before prepare": (True, True),
        "not prepared": (True, False),
        "prepared, steps counted after prepare": (False, True),
    }
    for name, (before, prepared) in cases.items():
        rates = learning_rates(accelerator, before, prepared)
        if accelerator.is_main_process:
            print(f"{name:<39}", *rates)
    accelerator.end_training()


if __name__ == "__main__":
    debug_launcher(train, num_processes=2)
