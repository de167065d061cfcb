import itertools
import random

from datasets import load_dataset

rows = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
draw = random.Random(0)
pairs = []
while len(pairs) < 2000:
    a, b = rows[draw.randrange(len(rows))], rows[draw.randrange(len(rows))]
    if a["rating"] != b["rating"]:
        pairs.append((a, b) if a["rating"] > b["rating"] else (b, a))


def agreement(chosen, rejected):
    votes = itertools.product(chosen["ratings"], rejected["ratings"])
    return (
        sum((x > y) + (x == y) / 2 for x, y in votes)
        / len(chosen["ratings"])
        / len(rejected["ratings"])
    )


chosen, rejected = pairs[1]
print(f"chosen    {chosen['rating']:5.2f}  {chosen['text']}")
print(f"rejected  {rejected['rating']:5.2f}  {rejected['text']}")
print("gap of ratings  pairs  in the order of the means")
for low, high in ((0, 0.5), (0.5, 1), (1, 2), (2, 3), (3, 8)):
    shares = [
        agreement(a, b) for a, b in pairs if low <= a["rating"] - b["rating"] < high
    ]
    print(
        f"{low:>7} to {high:<4}  {len(shares):>5}  {sum(shares) / len(shares):>25.2f}"
    )
