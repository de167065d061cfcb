import tempfile

from datasets import Dataset, load_from_disk


def count_letters(batch):
    print("    computing")
    return {"letters": [len(word) for word in batch["word"]]}


words = Dataset.from_dict({"word": ["river", "time"]})
for attempt in ("first", "second"):
    print("in memory,", attempt)
    words.map(count_letters, batched=True)

with tempfile.TemporaryDirectory() as folder:
    words.save_to_disk(folder)
    words = load_from_disk(folder)
    for attempt in ("first", "second"):
        print("from disk,", attempt)
        counted = words.map(count_letters, batched=True)
    assert counted["letters"][:] == [5, 4]
    print("from disk, load_from_cache_file=False")
    words.map(count_letters, batched=True, load_from_cache_file=False)
