import torch
from torch.nn.functional import logsigmoid

log_ratios = torch.tensor([0.0, 2.0, 10.0, 50.0])  # chosen minus rejected, in nats
print("beta  log ratios:", *(f"{x:6.0f}" for x in log_ratios.tolist()))
for beta in (0.01, 0.1, 0.5):
    x = log_ratios.clone().requires_grad_()
    loss = -logsigmoid(beta * x)
    (gradient,) = torch.autograd.grad(loss.sum(), x)
    by_hand = -beta * torch.sigmoid(-beta * log_ratios)
    assert torch.allclose(gradient, by_hand)
    print(f"{beta:<4}  loss       ", *(f"{value:6.2f}" for value in loss.tolist()))
    print("      gradient   ", *(f"{value:6.3f}" for value in gradient.tolist()))
