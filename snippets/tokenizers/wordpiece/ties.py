from tokenizers import Tokenizer, models, pre_tokenizers, trainers

words = "happy happier happiest unhappy kind kinder kindest unkind fast faster fastest"
counts = [8, 4, 5, 5, 9, 4, 5, 4, 9, 6, 5]
corpus = [" ".join([w] * n) for w, n in zip(words.split(), counts, strict=True)]


def train(model, trainer):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator(corpus, trainer)
    return tokenizer


def splits(model, trainer):
    """Every split of one word that 300 trainings on the same corpus lead to."""
    trained = [train(model(unk_token="[UNK]"), trainer) for _ in range(300)]
    return sorted({" ".join(t.encode("happiest").tokens) for t in trained})


options = {"vocab_size": 29, "special_tokens": ["[UNK]"], "show_progress": False}
print("BPE:", splits(models.BPE, trainers.BpeTrainer(**options)))
for split in splits(models.WordPiece, trainers.WordPieceTrainer(**options)):
    print("WordPiece:", split)
