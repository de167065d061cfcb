import os

from datasets import Dataset

words = Dataset.from_dict({"word": ["river", "time", "bank", "loan", "water"]})


def measure(batch, rank):
    size = len(batch["word"])
    return {
        "length": [len(word) for word in batch["word"]],
        "rank": [rank] * size,
        "pid": [os.getpid()] * size,
        "threads": [os.environ.get("TOKENIZERS_PARALLELISM")] * size,
    }


if __name__ == "__main__":  # on Windows each process imports this file
    alone = words.map(measure, batched=True, with_rank=True)
    shared = words.map(measure, batched=True, with_rank=True, num_proc=2)
    print("same lengths in the same order:", alone["length"][:] == shared["length"][:])
    print("rank of each row, one process: ", alone["rank"][:])
    print("rank of each row, num_proc=2:  ", shared["rank"][:])
    print("rows computed in this process: ", shared["pid"][:].count(os.getpid()))
    print("TOKENIZERS_PARALLELISM there:  ", set(shared["threads"]))
