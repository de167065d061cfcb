from functools import partial

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
inputs = tokenizer("Bees make honey, and snow melts in spring.", return_tensors="pt")


def logits(model):
    with torch.no_grad():
        return model(**inputs).logits.float()


torch.manual_seed(0)
base = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
model = get_peft_model(
    base, LoraConfig(r=8, lora_alpha=16, target_modules="all-linear")
)
optimizer = torch.optim.AdamW(
    [parameter for parameter in model.parameters() if parameter.requires_grad], lr=2e-3
)
for _ in range(3):
    model(**inputs, labels=inputs["input_ids"]).loss.backward()
    optimizer.step()
    optimizer.zero_grad()

model.save_pretrained("adapter")
del base, model, optimizer

nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4")
bands = {0.001: "nothing", 0.1: "under 10%", 0.5: "10 to 50%", 2: "over 50%"}
print("base      what merging changes, as a share of what the adapter changes")
for name, options in {
    "float32": {"dtype": torch.float32},
    "bfloat16": {"dtype": torch.bfloat16},
    "4-bit": {"quantization_config": nf4, "dtype": torch.float32},
}.items():
    # load a copy each time: do not change a 4-bit model that has run on a CPU
    load = partial(AutoModelForCausalLM.from_pretrained, checkpoint, **options)
    model = load()
    parameters, untouched = model.num_parameters(), logits(model)
    model = PeftModel.from_pretrained(load(), "adapter")
    unmerged = logits(model)
    model = PeftModel.from_pretrained(load(), "adapter").merge_and_unload()
    assert model.num_parameters() == parameters
    error = (logits(model) - unmerged).norm()
    share = error / (unmerged - untouched).norm()
    band = next(band for limit, band in bands.items() if share < limit)
    print(f"{name:<8}  {band:<10}", end="")
    print("  below 1e-5 of the logits:", bool(error / unmerged.norm() < 1e-5))
