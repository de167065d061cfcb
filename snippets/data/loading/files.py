import json
from pathlib import Path

from datasets import load_dataset

rows = [{"text": "Good", "stars": 5}, {"text": "Bad", "stars": 1}]
Path("reviews.csv").write_text("text,stars\nGood,5\nBad,1\n")
Path("reviews.tsv").write_text("text\tstars\nGood\t5\nBad\t1\n")
Path("reviews.jsonl").write_text("\n".join(map(json.dumps, rows)))
Path("reviews.json").write_text(json.dumps({"version": 2, "data": rows}))
Path("reviews.txt").write_text("Good\nBad\n")

csv = load_dataset("csv", data_files="reviews.csv", split="train")
csv.to_parquet("reviews.parquet")

for name, options in {
    "csv": {"data_files": "reviews.csv"},
    "csv, tabs": {"path": "csv", "data_files": "reviews.tsv", "sep": "\t"},
    "json, lines": {"path": "json", "data_files": "reviews.jsonl"},
    "json, field": {"path": "json", "data_files": "reviews.json", "field": "data"},
    "parquet": {"data_files": "reviews.parquet"},
    "text": {"data_files": "reviews.txt"},
}.items():
    loaded = load_dataset(**{"path": name, **options}, split="train")
    print(f"{name:<12} {loaded[0]}")

nested = load_dataset("json", data_files="reviews.json", split="train")
print(f"without field= {nested.num_rows} row, columns {nested.column_names}")
