import csv
from pathlib import Path

import torch
from codecarbon import OfflineEmissionsTracker
from transformers import AutoModelForSequenceClassification

model = AutoModelForSequenceClassification.from_pretrained(
    "sentence-transformers/all-MiniLM-L6-v2"
)
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
input_ids = torch.arange(4 * 64).view(4, 64) + 2000
labels = torch.tensor([0, 1, 0, 1])

tracker = OfflineEmissionsTracker(country_iso_code="FRA")
tracker.start()
for _ in range(3):
    model(input_ids=input_ids, labels=labels).loss.backward()
    optimizer.step()
    optimizer.zero_grad()

kilograms = tracker.stop()

with Path("emissions.csv").open() as file:
    run = next(csv.DictReader(file))

numbers = {
    name: float(run[name]) for name in ("emissions", "energy_consumed", "duration")
}
parts = sum(float(run[f"{part}_energy"]) for part in ("cpu", "gpu", "ram"))
watts = numbers["energy_consumed"] * 3_600_000 / numbers["duration"]
intensity = 1000 * numbers["emissions"] / numbers["energy_consumed"]

print("columns:", len(run), "- among them", ", ".join(numbers))
print("stop() returns the csv's emissions:", kilograms == numbers["emissions"])
print("energy = CPU + GPU + RAM:", abs(parts - numbers["energy_consumed"]) < 1e-12)
print("between 1 and 2,000 watts:", 1 < watts < 2000)
print(f"emissions / energy: {intensity:.1f} g/kWh, the grid of {run['country_name']}")
