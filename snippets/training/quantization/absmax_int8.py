import torch


def quantize(weight, dim=None):
    absmax = weight.abs().amax(dim=dim, keepdim=True)  # one scale, or one for each row
    scale = absmax / 127
    return (weight / scale).round().to(torch.int8), scale


def relative_error(weight, dim=None):
    codes, scale = quantize(weight, dim)
    return ((codes * scale - weight).norm() / weight.norm()).item()


codes, scale = quantize(torch.tensor([0.5, -1.0, 0.03, 0.25]))
print("int8 codes:", codes.tolist(), "times", round(scale.item(), 5))
print("back again:", [round(value, 3) for value in (codes * scale).tolist()])

torch.manual_seed(0)
weight = torch.randn(1000, 1000) * 0.05
print(f"bytes: {weight.nbytes:,} -> {quantize(weight)[0].nbytes:,}")
print(f"error, one scale for the matrix:   {relative_error(weight):.3f}")
weight[0, 0] = 10.0  # one outlier among a million weights
print(f"with one outlier:                  {relative_error(weight):.3f}")
print(f"with one scale for each row:       {relative_error(weight, dim=1):.3f}")
