import torch
from bitsandbytes.functional import dequantize_4bit, quantize_4bit
from transformers import AutoModel

model = AutoModel.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
weight = model.encoder.layer[0].intermediate.dense.weight.detach()  # (1536, 384)


def absmax_4bit(blocks):
    scale = blocks.abs().amax(dim=1, keepdim=True) / 7  # codes -7 to 7
    return (blocks / scale).round() * scale


def error(restored):
    return ((restored.flatten() - weight.flatten()).norm() / weight.norm()).item()


def table_lookup(blocks, table):
    scale = blocks.abs().amax(dim=1, keepdim=True)
    nearest = (blocks / scale).unsqueeze(-1).sub(table).abs().argmin(dim=-1)
    return table[nearest] * scale


packed, state = quantize_4bit(weight, quant_type="nf4", blocksize=64)
restored = dequantize_4bit(packed, state)
by_hand = table_lookup(weight.reshape(-1, 64), state.code)

values = [f"{value:.2f}" for value in state.code.tolist()]
print("the 16 values of NF4:", *values[:8], "...", sep="  ")
print("                     ", *values[8:], sep="  ")
print(f"bytes: {weight.nbytes:,} -> {packed.nbytes:,}", end=" ")
print(f"+ {state.absmax.nbytes:,} of scales, one for 64 weights")
print(
    f"error, evenly spaced, one scale:       {error(absmax_4bit(weight.view(1, -1))):.3f}"
)
print(
    f"error, evenly spaced, blocks of 64:    {error(absmax_4bit(weight.view(-1, 64))):.3f}"
)
print(f"error, NF4, blocks of 64:              {error(restored):.3f}")
print("NF4 by hand = bitsandbytes:", torch.allclose(by_hand.view_as(weight), restored))
