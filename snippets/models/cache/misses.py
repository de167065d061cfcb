import os
from textwrap import wrap

os.environ["HF_HUB_OFFLINE"] = "1"  # before the imports, which read it

from datasets import load_dataset
from huggingface_hub import hf_hub_download
from transformers import AutoModel


def attempt(name, call, *arguments):
    try:
        call(*arguments)
    except OSError as error:
        message = str(error).partition(" (")[0].splitlines()[0]
        print(f"{name}: {type(error).__name__}", *wrap(message, 86), sep="\n  ")


missing = "someone/never-downloaded"
attempt("one file", hf_hub_download, missing, "config.json")
attempt("a model", AutoModel.from_pretrained, missing)
attempt("a data set", load_dataset, missing)
