import logging

import torch
from transformers import AutoModelForCausalLM

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
messages = []  # what the library logs goes here instead of to the screen
logging.getLogger("transformers.configuration_utils").addFilter(
    lambda record: messages.append(record.getMessage())
)

model = AutoModelForCausalLM.from_pretrained(checkpoint, torch_dtype=torch.float32)
print("old name:", model.dtype, messages)

model = AutoModelForCausalLM.from_pretrained(checkpoint)
print("nothing asked for:", model.dtype)

model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
print("new name:", model.dtype)
