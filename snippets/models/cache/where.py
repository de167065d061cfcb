import os
import subprocess
import sys
from pathlib import Path

# The variables are read when the libraries are imported: ask a fresh interpreter.
probe = """
from huggingface_hub import constants as hub
from datasets import config as data
print("hub", hub.HF_HUB_CACHE)
print("datasets", data.HF_DATASETS_CACHE)
print("downloads", data.DOWNLOADED_DATASETS_PATH)
print("modules", data.HF_MODULES_CACHE)
print("assets", hub.HF_ASSETS_CACHE)
print("xet", hub.HF_XET_CACHE)
print("token", hub.HF_TOKEN_PATH)
"""
families = ("HF_", "HUGGINGFACE_", "XDG_")
settings = {k: v for k, v in os.environ.items() if not k.startswith(families)}
settings["HOME"] = str(Path.cwd())  # a new user's, where nothing is set
answer = subprocess.check_output([sys.executable, "-c", probe], env=settings, text=True)
for line in answer.splitlines():
    place, _, path = line.partition(" ")
    below_home = Path(path).expanduser().as_posix().rpartition("/.cache/")[2]
    print(f"{place:10}~/.cache/{below_home}")
