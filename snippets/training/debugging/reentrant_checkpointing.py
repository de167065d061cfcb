import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForSequenceClassification

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
ids, labels = torch.tensor([[101, 2307, 102]]), torch.tensor([1])


def backward(use_reentrant, input_grads):
    base = AutoModelForSequenceClassification.from_pretrained(checkpoint)
    model = get_peft_model(base, LoraConfig(target_modules=["query", "value"])).train()
    base.activation_checkpointing_enable({"use_reentrant": use_reentrant})
    if not input_grads:
        base.disable_input_require_grads()  # as in older versions
    print(f"use_reentrant={use_reentrant}, input needs a gradient: {input_grads}")
    try:
        model(input_ids=ids, labels=labels).loss.backward()
    except RuntimeError as error:
        print(f"  {type(error).__name__}: {error}")
    else:
        with_gradient = sum(p.grad is not None for p in model.parameters())
        print(f"  {with_gradient} matrices got a gradient")


backward(use_reentrant=True, input_grads=False)
backward(use_reentrant=True, input_grads=True)
backward(use_reentrant=False, input_grads=False)
