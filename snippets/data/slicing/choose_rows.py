from datasets import load_dataset

tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
print("all:    ", tweets.num_rows)
print("select: ", tweets.select(range(100)).num_rows, tweets.select([7, 3, 7])["id"][:])
print("filter: ", tweets.filter(lambda tweet: tweet["rating"] > 3).num_rows)

by_rating = tweets.sort("rating", reverse=True)
print("sort:   ", [round(rating, 2) for rating in by_rating["rating"][:3]])
print(
    "shuffle: the same rows:",
    tweets.shuffle(seed=0).sort("id").to_dict() == tweets.sort("id").to_dict(),
)

row, rows, column = tweets[0], tweets[:2], tweets["text"]
print(
    "a row:  ", type(row["text"]).__name__, "| two rows:", type(rows["text"]).__name__
)
print("a column:", type(column).__name__, "of", len(column))
