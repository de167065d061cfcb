import json
from pathlib import Path

from huggingface_hub import snapshot_download

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
wanted = ["*.json", "*.txt", "*.md", "model.safetensors"]
folder = Path(snapshot_download(checkpoint, allow_patterns=wanted))
sizes = {
    file.relative_to(folder).as_posix(): file.stat().st_size
    for file in folder.rglob("*")
    if file.is_file()
}
for name in ("config.json", "tokenizer.json", "modules.json", "model.safetensors"):
    print(f"{name:18}{sizes[name] / 1e3:12,.1f} kB")

steps = json.loads((folder / "modules.json").read_text())
for step in steps:
    print("modules.json:", step["idx"], step["type"].rpartition(".")[2], step["path"])
