import random
import sqlite3

from datasets import Dataset

words = Dataset.from_dict({"word": ["river", "time"]})
limit = 4
database = sqlite3.connect(":memory:")  # cannot be pickled


def is_long(example):
    return {"long": len(example["word"]) > limit}


def draw(example):
    return {"draw": random.random()}


def look_up(example):
    return {"rank": database.execute("SELECT 1").fetchone()[0]}


def same_fingerprint_twice(function):
    return words.map(function)._fingerprint == words.map(function)._fingerprint


before = words.map(is_long)._fingerprint
print("is_long, mapped twice:        ", same_fingerprint_twice(is_long))
limit = 5  # a global that the function reads
print("is_long, after limit changed: ", words.map(is_long)._fingerprint == before)
print("draw, which is random:        ", same_fingerprint_twice(draw))
print("look_up, with a connection:   ", same_fingerprint_twice(look_up))
