from tokenizers import Tokenizer, models, pre_tokenizers, trainers

corpus = ["happy happier happiest", "kind kinder kindest"]


def train(special_tokens):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=40, special_tokens=special_tokens, show_progress=False
    )
    tokenizer.train_from_iterator(corpus, trainer)
    return tokenizer


without = train(special_tokens=[])
print(without.encode("happiest kind").tokens)
try:
    without.encode("zebra")
except Exception as error:  # the library raises no narrower class
    print(f"{type(error).__name__}: {error}")

print(train(special_tokens=["[UNK]"]).encode("zebra").tokens)
