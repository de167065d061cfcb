import textwrap

import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForSequenceClassification

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
pad_token, tokenizer.pad_token = tokenizer.pad_token, None  # as in many decoders
texts = ["Great!", "I am not so sure about this one."]
try:
    tokenizer(texts, padding=True)
except ValueError as error:
    message = f"{type(error).__name__}: {error}"
    print(textwrap.fill(message, 86, subsequent_indent="  "))

tokenizer.pad_token = pad_token
config = LlamaConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
config.vocab_size = len(tokenizer)
model = LlamaForSequenceClassification(config)
inputs = tokenizer(texts, padding=True, return_tensors="pt")
try:
    model(**inputs)
except ValueError as error:
    print(f"{type(error).__name__}: {error}")

model.config.pad_token_id = tokenizer.pad_token_id
with torch.no_grad():
    print("both set:", tuple(model(**inputs).logits.shape))
