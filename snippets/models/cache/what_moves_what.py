import os
from importlib import reload
from pathlib import Path

from datasets import config
from huggingface_hub import constants

families = ("HF_", "HUGGINGFACE_", "XDG_", "TRANSFORMERS_", "PYTORCH_")
for name in [name for name in os.environ if name.startswith(families)]:
    del os.environ[name]


def places():
    hub, data = reload(constants), reload(config)  # reads the variables again
    return {
        "hub": hub.HF_HUB_CACHE,
        "datasets": data.HF_DATASETS_CACHE,
        "downloads": data.DOWNLOADED_DATASETS_PATH,
        "modules": data.HF_MODULES_CACHE,
        "assets": hub.HF_ASSETS_CACHE,
        "xet": hub.HF_XET_CACHE,
        "token": hub.HF_TOKEN_PATH,
    }


names = """HF_HOME XDG_CACHE_HOME HF_HUB_CACHE HF_DATASETS_CACHE
HF_DATASETS_DOWNLOADED_DATASETS_PATH HF_MODULES_CACHE HF_ASSETS_CACHE HF_XET_CACHE
HF_TOKEN_PATH HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE PYTORCH_TRANSFORMERS_CACHE"""
usual = places()
for name in names.split():
    os.environ[name] = str(Path("elsewhere").resolve())
    moved = [kind for kind, path in places().items() if path != usual[kind]]
    del os.environ[name]
    print(f"{name:37}{' '.join(moved) or 'nothing'}")
