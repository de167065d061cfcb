import textwrap
from logging.handlers import BufferingHandler

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, padding_side="left")
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
warnings = BufferingHandler(100)
transformers.logging.get_logger("transformers").addHandler(warnings)
print("pad is eos:", tokenizer.pad_token_id == tokenizer.eos_token_id)

prompts = [
    "The capital of France is",
    "Water boils at a hundred degrees, and high up it",
]
batch = tokenizer(prompts, padding=True, return_tensors="pt")
with_mask = model.generate(**batch, max_new_tokens=6, do_sample=False)
without = model.generate(batch["input_ids"], max_new_tokens=6, do_sample=False)
print("padded row, same ids:", torch.equal(with_mask[0], without[0]))
print("full row, same ids:", torch.equal(with_mask[1], without[1]))
print(textwrap.fill(warnings.buffer[0].getMessage(), 88))
