from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def split(word, corpus):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.UnigramTrainer(vocab_size=100, show_progress=False)
    tokenizer.train_from_iterator([corpus], trainer)
    return tokenizer.encode(word).tokens


corpus = "low lower " + "rest " * 1000
print("'rest' 1,000 times:   ", split("rest", corpus))
print("and 'resting' once:   ", split("rest", corpus + "resting"))
corpus = "kind fast cold new kindest fastest coldest newest"
print("'-est' in four words: ", split("kindest", corpus))
print("and 'esteem' once:    ", split("kindest", corpus + " esteem"))
