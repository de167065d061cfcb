from collections import Counter

from datasets import interleave_datasets, load_dataset

sizes = {"tweets": 4200, "editorials": 5190}
sources = [
    load_dataset("nlpjourney/rated-sentences", name, split="train")
    .select_columns(["text"])
    .add_column("source", [name] * size)
    .to_iterable_dataset()
    for name, size in sizes.items()
]

print("strategy                         tweets  editorials  tweets %")
for strategy in (
    "first_exhausted",
    "all_exhausted",
    "all_exhausted_without_replacement",
):
    mix = interleave_datasets(
        sources, probabilities=[0.8, 0.2], seed=0, stopping_strategy=strategy
    )
    seen = Counter(row["source"] for row in mix)
    share = 100 * seen["tweets"] / seen.total()
    print(f"{strategy:<33}{seen['tweets']:>6}  {seen['editorials']:>10}  {share:>8.1f}")
