from datasets import load_dataset

tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
print(tweets.num_rows, tweets.column_names)
print(tweets[1]["text"], round(tweets[1]["rating"], 1))

every_split = load_dataset("nlpjourney/rated-sentences", "tweets")  # no split=
print(type(every_split).__name__, list(every_split))
