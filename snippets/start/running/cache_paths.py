import os
import subprocess
import sys
from pathlib import Path

from huggingface_hub import constants, hf_hub_download

# The variables are read when the libraries are imported: ask a fresh interpreter.
probe = """
from datasets import config
from huggingface_hub import constants
print(constants.HF_HUB_CACHE, config.HF_DATASETS_CACHE, sep="\\n")
"""
home = Path("my-cache").resolve()
narrower = {"HF_HUB_CACHE", "HF_DATASETS_CACHE"}
settings = {name: value for name, value in os.environ.items() if name not in narrower}
settings["HF_HOME"] = str(home)
paths = subprocess.check_output([sys.executable, "-c", probe], env=settings, text=True)
for name, path in zip(("models", "data"), paths.split("\n"), strict=False):
    print(f"{name:7} $HF_HOME/{Path(path).relative_to(home).as_posix()}")

file = hf_hub_download("sentence-transformers/all-MiniLM-L6-v2", "config.json")
repository, kind, commit, name = Path(file).relative_to(constants.HF_HUB_CACHE).parts
print("config ", "/".join([repository, kind, "<commit>", name]))
