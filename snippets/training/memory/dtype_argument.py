import logging

from transformers import AutoModel
from transformers.utils.logging import get_logger

encoder = "sentence-transformers/all-MiniLM-L6-v2"  # stored in float32
decoder = "HuggingFaceTB/SmolLM2-135M-Instruct"  # stored in bfloat16

for checkpoint in (encoder, decoder):
    model = AutoModel.from_pretrained(checkpoint)
    print(f"as stored: {model.dtype}, {model.get_memory_footprint() / 1e6:.1f} MB")

model = AutoModel.from_pretrained(encoder, dtype="bfloat16")
print(f"dtype='bfloat16': {model.dtype}, {model.get_memory_footprint() / 1e6:.1f} MB")
model = AutoModel.from_pretrained(decoder, dtype="float32")
print(f"dtype='float32': {model.dtype}, {model.get_memory_footprint() / 1e6:.1f} MB")

messages = []
handler = logging.Handler()
handler.emit = lambda record: messages.append(record.getMessage())
get_logger("transformers").addHandler(handler)
model = AutoModel.from_pretrained(encoder, torch_dtype="bfloat16")
print(
    f"torch_dtype='bfloat16': {model.dtype}, with a warning:", messages[-1], sep="\n  "
)
