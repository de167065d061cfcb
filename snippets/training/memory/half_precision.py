import torch

for name in ("float32", "bfloat16", "float16"):
    dtype = getattr(torch, name)
    weight = torch.tensor(1.0, dtype=dtype)
    for _ in range(100):
        weight += 0.001  # a hundred small updates
    large = torch.tensor(70_000.0).to(dtype).item()
    small = torch.tensor(1e-8).to(dtype).item()
    print(f"{name:<8}  1 + 100 x 0.001 = {weight.item():.2f}", end="  ")
    print(f"70,000 -> {large:,.0f}  0.00000001 -> {small:.0e}")
