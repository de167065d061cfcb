import json
import struct
from pathlib import Path

from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
AutoModel.from_pretrained(checkpoint).save_pretrained("my-model")
AutoTokenizer.from_pretrained(checkpoint).save_pretrained("my-model")

for file in sorted(Path("my-model").iterdir()):
    print(f"{file.name:24}{file.stat().st_size / 1000:9,.1f} kB")

# A safetensors file is a length, a JSON header, and the numbers. No code in it.
with open("my-model/model.safetensors", "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))

print("tensors in it:", len(header) - 1, " notes:", header.pop("__metadata__"))
print("one of them:", header["embeddings.word_embeddings.weight"])
