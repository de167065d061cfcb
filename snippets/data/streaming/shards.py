from datasets import Dataset
from datasets.distributed import split_dataset_by_node
from torch.utils.data import DataLoader


def rows(dataset):
    return [row["n"] for row in dataset]


if __name__ == "__main__":  # the loader's workers may import this file
    table = Dataset.from_dict({"n": range(12)})
    whole = table.to_iterable_dataset()
    shards = table.to_iterable_dataset(num_shards=4)
    print("index 1 of 4 shards:  ", rows(shards.shard(num_shards=4, index=1)))
    for name, numbers in (("4 shards", shards), ("1 shard ", whole)):
        nodes = [split_dataset_by_node(numbers, rank, world_size=2) for rank in (0, 1)]
        print(f"{name}, 2 processes:", [rows(node) for node in nodes])
    batches = DataLoader(shards, batch_size=3, num_workers=2)
    print("2 workers:            ", [batch["n"].tolist() for batch in batches])
