import re
from pathlib import Path

from datasets import config, load_dataset


def show(dataset):
    file = Path(dataset.cache_files[0]["filename"])
    relative = file.relative_to(config.HF_DATASETS_CACHE).as_posix()
    print(re.sub("[0-9a-f]{16,40}", "<hash>", relative))


tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
show(tweets)


def measure(row):
    return {"length": len(row["text"])}


measured = tweets.map(measure)
show(measured)
again = tweets.map(measure)
print("mapped a second time, same file:", again.cache_files == measured.cache_files)
