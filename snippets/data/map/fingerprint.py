import random
import sqlite3
from pathlib import Path

from datasets import load_dataset

Path("words.csv").write_text("word\nriver\ntime\n")
words = load_dataset("csv", data_files="words.csv", split="train")
limit = 4
database = sqlite3.connect(":memory:")  # cannot be pickled


def is_long(example):
    return {"long": len(example["word"]) > limit}


def draw(example):
    return {"draw": random.random()}


def look_up(example):
    return {"rank": database.execute("SELECT 1").fetchone()[0]}


def files_of_two_maps(function):
    return {words.map(function).cache_files[0]["filename"] for _ in range(2)}


files = files_of_two_maps(is_long)
print("is_long, mapped twice:       ", len(files), "file")
limit = 5  # a global that the function reads
print("is_long, after limit changed:", len(files | files_of_two_maps(is_long)), "files")
print("draw, which is random:       ", len(files_of_two_maps(draw)), "file")
print("look_up, with a connection:  ", len(files_of_two_maps(look_up)), "files")
