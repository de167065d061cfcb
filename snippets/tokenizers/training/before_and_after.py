from datasets import load_dataset
from transformers import AutoTokenizer

METHOD = """
    def set_{name}(self, {name}=None):
        if not isinstance({name}, {kind}):
            raise TypeError("{name} must be {kind}")
        self.{name} = {name}
        return self
"""
KINDS = {
    "int": "width height size depth count index start end step level length offset",
    "str": "name title label text path author genre language origin status link note",
}
sample = METHOD.format(name="label_count", kind="int")  # new, made of known words


def batches():  # a generator: only one batch of texts is in memory at a time
    for kind, names in KINDS.items():
        yield [METHOD.format(name=name, kind=kind) for name in names.split()]


old = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
options = {"vocab_size": 400, "show_progress": False}
tokenizers = {
    "old": old,
    "on reviews": old.train_new_from_iterator([reviews["text"][:]], **options),
    "on code": old.train_new_from_iterator(batches(), **options),
}
for name, tokenizer in tokenizers.items():
    ids = tokenizer(sample)["input_ids"]
    assert tokenizer.decode(ids) == sample
    print(f"{name}: {len(tokenizer)} in the vocabulary, {len(ids)} tokens")
    print("  ", *tokenizer.tokenize(sample)[:17])
