import os
import subprocess
import sys
import tempfile

from huggingface_hub import hf_hub_download

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
hf_hub_download(checkpoint, "config.json")  # the one line that may need the network

program = f"""
from transformers.utils import cached_file
try:
    cached_file("{checkpoint}", "config.json")
    print("found in the usual cache")
except OSError as error:
    print(type(error).__name__, "because the cache is elsewhere")
"""
with tempfile.TemporaryDirectory() as elsewhere:
    for name in ("TRANSFORMERS_CACHE", "HF_HUB_CACHE", "HF_HOME"):
        # the libraries read their variables at import, hence a fresh interpreter
        env = os.environ | {"HF_HUB_OFFLINE": "1"}
        if name == "HF_HOME":
            env.pop("HF_HUB_CACHE", None)  # it takes precedence
        child = subprocess.run(
            [sys.executable, "-c", program],
            env=env | {name: elsewhere},
            capture_output=True,
            text=True,
        )
        print(f"{name}: {child.stdout.strip()}")
