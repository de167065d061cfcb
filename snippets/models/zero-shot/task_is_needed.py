import os

os.environ["HF_HUB_OFFLINE"] = "1"  # before the import, which reads it

from transformers import pipeline

try:
    pipeline(model="sentence-transformers/all-MiniLM-L6-v2")
except RuntimeError as error:
    print(f"{type(error).__name__}: {error}")
