import shutil
from pathlib import Path

from huggingface_hub import hf_hub_download
from transformers import AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
repository = Path(hf_hub_download(checkpoint, "config.json")).parents[2]
new = Path("big-disk/hub", repository.name)
skip = shutil.ignore_patterns("*.safetensors", "*.bin", "*.onnx")
shutil.copytree(repository, new, symlinks=True, ignore=skip)

for cache_dir in ("big-disk/hub", "big-disk"):
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            checkpoint, cache_dir=cache_dir, local_files_only=True
        )
        print(f"cache_dir={cache_dir!r}: found, {len(tokenizer)} tokens")
    except OSError as error:
        print(f"cache_dir={cache_dir!r}: {type(error).__name__}")
