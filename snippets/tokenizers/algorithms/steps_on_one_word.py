import json
from itertools import combinations

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

words = "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
counts = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
corpus = [" ".join([w] * n) for w, n in zip(words.split(), counts, strict=True)]
word = "unhappiest"


def learned(model, trainer, **options):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainer(vocab_size=48, show_progress=False, **options)
    tokenizer.train_from_iterator(corpus, trainer)
    return json.loads(tokenizer.to_str())["model"]


symbols, formed = list(word), []
for left, right in learned(models.BPE(), trainers.BpeTrainer)["merges"]:
    for i in range(len(symbols) - 1, 0, -1):
        if symbols[i - 1 : i + 1] == [left, right]:
            symbols[i - 1 : i + 1] = [left + right]
            formed.append(left + right)

print("BPE merges:", ", ".join(formed))

vocab = learned(models.WordPiece(), trainers.WordPieceTrainer)["vocab"]
start = 0
while start < len(word):
    tried = [
        ("##" if start else "") + word[start:end] for end in range(len(word), 0, -1)
    ]
    found = next(piece for piece in tried if piece in vocab)
    print(f"WordPiece looks up {', '.join(tried[: tried.index(found) + 1])}")
    start += len(found.removeprefix("##"))

scores = dict(learned(models.Unigram(), trainers.UnigramTrainer)["vocab"])
splits = {}
for n in range(len(word)):
    for cuts in combinations(range(1, len(word)), n):
        edges = zip((0, *cuts), (*cuts, len(word)), strict=True)
        split = [word[i:j] for i, j in edges]
        if all(token in scores for token in split):
            splits[" ".join(split)] = sum(scores[token] for token in split)

best = sorted(splits, key=splits.get, reverse=True)[:3]
print(f"Unigram, the best of {len(splits)} splits:")
for split in best:
    print(f"  {splits[split]:7.2f}  {split}")
