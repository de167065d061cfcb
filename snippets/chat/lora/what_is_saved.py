import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Bees make honey.", return_tensors="pt")


def megabytes(tensors):
    return sum(tensor.nbytes for tensor in tensors) / 1e6


print("        weights MB  gradients MB  AdamW's state MB")
for method in ("full", "LoRA"):
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
    if method == "LoRA":
        model = get_peft_model(model, LoraConfig(r=8, target_modules="all-linear"))
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trainable)
    model(**inputs, labels=inputs["input_ids"]).loss.backward()
    optimizer.step()
    weights = megabytes(model.parameters())
    gradients = megabytes(p.grad for p in model.parameters() if p.grad is not None)
    states = [tensor for state in optimizer.state.values() for tensor in state.values()]
    print(f"{method}  {weights:>12.0f}  {gradients:>12.0f}  {megabytes(states):>16.0f}")
