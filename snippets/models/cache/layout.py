import os
from hashlib import sha256
from pathlib import Path

from huggingface_hub import hf_hub_download

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
file = Path(hf_hub_download(checkpoint, "model.safetensors"))
snapshot, repository = file.parent, file.parents[2]
for folder in sorted(each.name for each in repository.iterdir() if each.is_dir()):
    print(f"{repository.name}/{folder}")

named = (repository / "refs" / "main").read_text()
print("refs/main names the snapshot:", named == snapshot.name)
blob = Path(os.readlink(file))
print("the snapshot's file is a link to", "/".join([*blob.parts[:-1], "<hash>"]))
print("the hash is its sha256:", sha256(file.read_bytes()).hexdigest() == blob.name)
