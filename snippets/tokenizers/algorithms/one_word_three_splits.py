import json

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

words = "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
counts = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
corpus = [" ".join([w] * n) for w, n in zip(words.split(), counts, strict=True)]
options = {"vocab_size": 48, "special_tokens": ["[UNK]"], "show_progress": False}

algorithms = {
    "BPE": (models.BPE(unk_token="[UNK]"), trainers.BpeTrainer(**options)),
    "WordPiece": (
        models.WordPiece(unk_token="[UNK]"),
        trainers.WordPieceTrainer(**options),
    ),
    "Unigram": (
        models.Unigram(),
        trainers.UnigramTrainer(unk_token="[UNK]", **options),
    ),
}
for name, (model, trainer) in algorithms.items():
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator(corpus, trainer)
    learned = json.loads(tokenizer.to_str())["model"]
    sizes = [f"{len(learned[k])} {k}" for k in ("vocab", "merges") if k in learned]
    scores = ", each with a score" if isinstance(learned["vocab"], list) else ""
    splits = [" ".join(tokenizer.encode(w).tokens) for w in ("unhappiest", "unfastest")]
    print(f"{name:9} {splits[0]:16} | {splits[1]:11} | {', '.join(sizes)}{scores}")
