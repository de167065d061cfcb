import bisect
import calendar
import configparser
import csv
import fractions
import heapq
import inspect
import queue
import random
import shelve
import statistics
import string
import textwrap

from datasets import load_dataset
from transformers import AutoTokenizer

corpus = (bisect, calendar, configparser, csv, fractions, heapq, queue, random, string)
held_out = (shelve, statistics, textwrap)


def batches():  # a generator: only one file at a time is in memory
    for module in corpus:
        yield [inspect.getsource(module)]


old = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
options = {"vocab_size": 4000, "show_progress": False}
tokenizers = {
    "old": old,
    "on reviews": old.train_new_from_iterator([reviews["text"][:]], **options),
    "on code": old.train_new_from_iterator(batches(), **options),
}
sample = "def __init__(self, name):\n    self.name = name\n    raise ValueError"
for name, tokenizer in tokenizers.items():
    tokens = tokenizer.tokenize(sample)
    print(f"{name}: {len(tokenizer)} in the vocabulary, {len(tokens)} tokens")
    print("  ", *tokens)
    assert tokenizer.decode(tokenizer(sample)["input_ids"]) == sample

for module in held_out:
    source = inspect.getsource(module)
    old_length, *lengths = (len(t(source)["input_ids"]) for t in tokenizers.values())
    ratios = [f"{length / old_length:.1f}" for length in lengths]
    print(
        f"{module.__name__}: tokens against the old tokenizer's, reviews and code:",
        *ratios,
    )
