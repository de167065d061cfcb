import torch
from transformers import (
    AutoModelForImageTextToText,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
)

for module, name in (
    ("transformers", "DataCollatorForWholeWordMask"),
    ("transformers", "TFAutoModel"),
    ("transformers", "FlaxAutoModel"),
    ("transformers", "AdamW"),
    ("transformers", "AutoModelForVision2Seq"),
    ("transformers.utils", "TRANSFORMERS_CACHE"),
):
    try:
        exec(f"from {module} import {name}")
    except ImportError as error:
        print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
collator = DataCollatorForLanguageModeling(tokenizer, whole_word_mask=True)
print("new:", type(collator).__name__, "whole_word_mask", collator.whole_word_mask)
print("new:", torch.optim.AdamW.__module__, AutoModelForImageTextToText.__name__)
