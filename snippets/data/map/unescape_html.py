import html

from datasets import Dataset

reviews = Dataset.from_dict(
    {
        "review": [
            "It&#039;s the best thing I&#039;ve tried",
            "Dose &lt; 10 mg, twice a day",
            "Fish &amp; chips, &pound;5 &mdash; worth it",
        ]
    }
)


def unescape(example):
    return {"review": html.unescape(example["review"])}


def unescape_all(batch):
    return {"review": [html.unescape(review) for review in batch["review"]]}


one_by_one = reviews.map(unescape)
batched = reviews.map(unescape_all, batched=True)

print(*batched["review"], sep="\n")
print("same rows either way:", one_by_one.to_list() == batched.to_list())
