from textwrap import wrap

from datasets import DownloadConfig, load_dataset
from huggingface_hub import hf_hub_download
from transformers import AutoModel


def attempt(name, call, *arguments, **settings):
    try:
        call(*arguments, **settings)
    except Exception as error:
        message = str(error).partition(" (")[0].splitlines()[0]
        print(f"{name}: {type(error).__name__}", *wrap(message, 86), sep="\n  ")


missing = "someone/never-downloaded"
only_local = {"local_files_only": True}  # for one call what HF_HUB_OFFLINE=1 is for all
attempt("one file", hf_hub_download, missing, "config.json", **only_local)
attempt("a model", AutoModel.from_pretrained, missing, **only_local)
data = {"download_config": DownloadConfig(**only_local)}
attempt("a data set", load_dataset, missing, **data)
