from pathlib import Path

from datasets import load_dataset

poem = "Hope is a thing\nThat perches\n\nAnd sings the tune"
Path("poem.txt").write_text(poem)

for unit in ("line", "paragraph", "document"):
    loaded = load_dataset("text", data_files="poem.txt", sample_by=unit, split="train")
    print(f"{unit:<10} {loaded.num_rows} rows, the last: {loaded[-1]['text']!r}")
