import torch
from transformers import AutoModelForSeq2SeqLM, T5Config

config = T5Config(
    vocab_size=1000,
    d_model=64,
    num_layers=2,
    num_heads=4,
    decoder_start_token_id=0,
)
model = AutoModelForSeq2SeqLM.from_config(config)  # random weights: shapes only

input_ids = torch.randint(1, 1000, (2, 12))  # (batch_size, source_length)
labels = torch.randint(1, 1000, (2, 5))  # (batch_size, target_length)
with torch.no_grad():
    outputs = model(input_ids=input_ids, labels=labels)

encoded = outputs.encoder_last_hidden_state
print(type(model).__name__)
print("encoder_last_hidden_state", tuple(encoded.shape))
print("logits                   ", tuple(outputs.logits.shape))
