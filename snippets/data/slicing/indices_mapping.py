from datasets import load_dataset

tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")


def reads_through_a_list(dataset):
    stored = dataset.data.column("text").to_pylist()
    return stored != dataset["text"][:]


for name, dataset in {
    "select(range(100))": tweets.select(range(100)),
    "select([5, 3, 8])": tweets.select([5, 3, 8]),
    "shuffle": tweets.shuffle(seed=0),
    "sort": tweets.sort("rating"),
    "filter": tweets.filter(lambda tweet: tweet["rating"] > 3),
    "shuffle, flattened": tweets.shuffle(seed=0).flatten_indices(),
}.items():
    print(
        f"{name:<19} {'through a list' if reads_through_a_list(dataset) else 'direct'}"
    )
