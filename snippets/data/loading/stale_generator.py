from pathlib import Path

from datasets import Dataset, load_dataset

words = Path("words.txt")


def read_words():
    for line in Path("words.txt").read_text().splitlines():
        yield {"text": line}


for content in ("river\n", "river\ntime\n"):
    words.write_text(content)
    loaded = load_dataset("text", data_files="words.txt", split="train")
    generated = Dataset.from_generator(read_words)
    print("load_dataset:", loaded["text"][:], " from_generator:", generated["text"][:])

renewed = Dataset.from_generator(read_words, fingerprint="two words")
print("with another fingerprint:", renewed["text"][:])
