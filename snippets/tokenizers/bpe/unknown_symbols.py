from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

corpus = ["the cafe is open, the bar is closed"]
special = {"special_tokens": ["[UNK]"], "show_progress": False}


def train(model, alphabet=(), byte_level=False):
    tokenizer = Tokenizer(model)
    if byte_level:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(initial_alphabet=list(alphabet), **special)
    tokenizer.train_from_iterator(corpus, trainer)
    return tokenizer


every_byte = pre_tokenizers.ByteLevel.alphabet()
tokenizers = {
    "characters": train(models.BPE()),
    "characters, unk_token": train(models.BPE(unk_token="[UNK]")),
    "bytes seen": train(models.BPE(), byte_level=True),
    "all 256 bytes": train(models.BPE(), every_byte, byte_level=True),
}
for name, tokenizer in tokenizers.items():
    encoding = tokenizer.encode("café")
    print(f"{name:22} {encoding.tokens} -> {tokenizer.decode(encoding.ids)!r}")
