from contextlib import contextmanager

import torch
from transformers import (
    AutoModelForImageTextToText,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
)


@contextmanager
def print_error():
    try:
        yield
    except ImportError as error:
        print(f"ImportError: {str(error).split(' (')[0]}")


with print_error():
    from transformers import DataCollatorForWholeWordMask

with print_error():
    from transformers import TFAutoModel

with print_error():
    from transformers import FlaxAutoModel

with print_error():
    from transformers import AdamW

with print_error():
    from transformers import AutoModelForVision2Seq

with print_error():
    from transformers.utils import TRANSFORMERS_CACHE

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
collator = DataCollatorForLanguageModeling(tokenizer, whole_word_mask=True)
print("new:", type(collator).__name__, "whole_word_mask", collator.whole_word_mask)
print("new:", torch.optim.AdamW.__module__, AutoModelForImageTextToText.__name__)
