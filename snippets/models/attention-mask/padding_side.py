import textwrap
from logging.handlers import BufferingHandler

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
warnings = BufferingHandler(100)
transformers.logging.get_logger("transformers").addHandler(warnings)

prompts = [
    "The capital of France is",
    "Water boils at a hundred degrees, and high up it",
]
alone = tokenizer(prompts[0], return_tensors="pt")
expected = model.generate(**alone, max_new_tokens=6, do_sample=False)
expected = expected[0, alone["input_ids"].shape[1] :].tolist()

for side in ("left", "right"):
    batch = tokenizer(prompts, padding=True, padding_side=side, return_tensors="pt")
    output = model.generate(**batch, max_new_tokens=6, do_sample=False)
    new_ids = output[0, batch["input_ids"].shape[1] :].tolist()
    print(
        f"{side:5} same ids as alone: {new_ids == expected}, warnings: {len(warnings.buffer)}"
    )

print(textwrap.fill(warnings.buffer[0].getMessage(), 88))
