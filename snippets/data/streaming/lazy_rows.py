from pathlib import Path

from datasets import load_dataset

for year in range(3):
    Path(f"log-{year}.txt").write_text("".join(f"{year}-{n}\n" for n in range(1000)))

lines = load_dataset("text", data_files="log-*.txt", split="train", streaming=True)
calls = []


def shout(example):
    calls.append(1)
    return {"text": example["text"] + "!"}


shouted = lines.map(shout)
print(
    type(shouted).__name__, "of", shouted.num_shards, "files; calls so far:", len(calls)
)
print([row["text"] for row in shouted.take(4)], "calls:", len(calls))
print("columns known before reading:", lines.column_names)
