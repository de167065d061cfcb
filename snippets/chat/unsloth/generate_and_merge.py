from pathlib import Path

import torch
from peft import AutoPeftModelForCausalLM
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
model = AutoPeftModelForCausalLM.from_pretrained("nlpjourney/dpo", dtype=torch.float32)
model.eval()
inputs = tokenizer("A product review:", return_tensors="pt")


def generate_and_score(model):
    with torch.no_grad():
        ids = model.generate(**inputs, max_new_tokens=8, do_sample=False)
        return ids[0, inputs["input_ids"].shape[1] :], model(**inputs).logits


new_tokens, logits = generate_and_score(model)
model.save_pretrained("adapter")  # the adapter alone
merged = model.merge_and_unload()
merged.save_pretrained("merged")  # a model without PEFT
tokenizer.save_pretrained("merged")
for folder in ("adapter", "merged"):
    size = sum(file.stat().st_size for file in Path(folder).glob("*.safetensors"))
    print(f"{folder}: {size / 1e6:.0f} MB")

loaded = AutoModelForCausalLM.from_pretrained("merged")
tokens_after, logits_after = generate_and_score(loaded)
same = torch.equal(new_tokens, tokens_after)
print(f"{len(new_tokens)} new tokens, the same from the loaded model: {same}")
close = torch.allclose(logits, logits_after, rtol=0, atol=1e-3)
print(f"logits as with the adapter, to 1e-3: {close}")
