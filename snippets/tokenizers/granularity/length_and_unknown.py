import re
from collections import Counter

from datasets import load_dataset
from transformers import AutoTokenizer

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
reviews = reviews.shuffle(seed=0)["text"][:]
train, held_out = reviews[:8000], reviews[8000:]
base = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
trained = base.train_new_from_iterator([train], vocab_size=8000, show_progress=False)


def words(text):
    return re.findall(r"\w+|[^\w\s]", text)


def subwords(text):  # byte-level BPE: nothing is unknown to it
    return trained.convert_ids_to_tokens(trained(text)["input_ids"])


print("scheme        vocabulary  tokens per sentence  unknown %")
for scheme, split, limit in (
    ("characters", list, None),
    ("subwords", subwords, None),
    ("8,000 words", words, 8000),
    ("all words", words, None),
):
    seen = Counter(token for text in train for token in split(text))
    vocabulary = {token for token, _ in seen.most_common(limit)}
    size = len(trained) if scheme == "subwords" else len(vocabulary)
    vocabulary |= set(trained.get_vocab()) if scheme == "subwords" else set()
    tokens = [token for text in held_out for token in split(text)]
    unknown = sum(token not in vocabulary for token in tokens) / len(tokens)
    length = len(tokens) / len(held_out)
    print(f"{scheme:<12}  {size:>10}  {length:>19.1f}  {100 * unknown:>9.2f}")
