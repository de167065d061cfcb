from functools import partial

import torch
from peft import LoraConfig, get_peft_model
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.flop_counter import FlopCounterMode
from transformers import AutoModelForSequenceClassification, BitsAndBytesConfig

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
input_ids = torch.arange(8 * 128).view(8, 128) + 2000  # 8 texts of 128 tokens
labels = torch.arange(8) % 2
lower_half = ["bert.embeddings", *(f"bert.encoder.layer.{i}" for i in range(3))]
nf4 = BitsAndBytesConfig(
    load_in_4bit=True, bnb_4bit_quant_type="nf4", llm_int8_skip_modules=["classifier"]
)


def load(freeze=(), lora=False, checkpointing=False, **options):
    model = AutoModelForSequenceClassification.from_pretrained(
        checkpoint, hidden_dropout_prob=0, attention_probs_dropout_prob=0, **options
    ).train()
    if checkpointing:
        model.activation_checkpointing_enable()
    for part in freeze:
        model.get_submodule(part).requires_grad_(False)
    if lora:
        config = LoraConfig(r=8, target_modules="all-linear", task_type="SEQ_CLS")
        model = get_peft_model(model, config)
    return model


def keep(stored, parameters, tensor):
    if tensor.data_ptr() not in parameters:
        storage = tensor.untyped_storage()
        stored[storage.data_ptr()] = storage.nbytes()
    return tensor


def forward_and_backward(model, ids, targets, pieces, autocast):
    parameters = {parameter.data_ptr() for parameter in model.parameters()}
    stored = {}  # storage -> bytes: what autograd keeps for the backward pass
    with (
        saved_tensors_hooks(partial(keep, stored, parameters), lambda tensor: tensor),
        torch.autocast("cpu", torch.bfloat16, enabled=autocast),
    ):
        loss = model(input_ids=ids, labels=targets).loss / pieces
    loss.backward()
    return sum(stored.values())


print("technique              trainable  weights  gradients  optimizer  ", end="")
print("activations  compute")
flops_of_full = None
for name, options, pieces, autocast in (
    ("full, fp32", {}, 1, False),
    ("accumulation, 4 x 2", {}, 4, False),
    ("checkpointing", {"checkpointing": True}, 1, False),
    ("bf16 autocast", {}, 1, True),
    ("bf16 weights", {"dtype": torch.bfloat16}, 1, False),
    ("lower half frozen", {"freeze": lower_half}, 1, False),
    ("head only", {"freeze": ["bert"]}, 1, False),
    ("LoRA, r=8", {"lora": True}, 1, False),
    ("LoRA on 4-bit", {"lora": True, "quantization_config": nf4}, 1, False),
):
    model = load(**options)
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trainable)
    batches = zip(input_ids.chunk(pieces), labels.chunk(pieces), strict=True)
    with FlopCounterMode(display=False) as counter:
        stored = [
            forward_and_backward(model, *batch, pieces, autocast) for batch in batches
        ]
    optimizer.step()
    weights = sum(p.nbytes for p in model.parameters()) / 1e6
    gradients = sum(p.grad.nbytes for p in trainable) / 1e6
    states = [tensor for state in optimizer.state.values() for tensor in state.values()]
    state = sum(tensor.nbytes for tensor in states) / 1e6
    flops_of_full = flops_of_full or counter.get_total_flops()
    compute = f"{counter.get_total_flops() / flops_of_full:.2f}"
    if "quantization_config" in options:
        compute = "-"  # the counter does not see bitsandbytes' own operators
    print(
        f"{name:<19}  {sum(p.numel() for p in trainable):>11,}  {weights:>7.1f}", end=""
    )
    print(
        f"  {gradients:>9.1f}  {state:>9.1f}  {max(stored) / 1e6:>11.1f}  {compute:>7}"
    )
