from transformers import AutoTokenizer

base = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
texts = ["the river keeps moving", "the river rests"] * 20


def batches():
    yield texts


used = batches()
for name, corpus in (
    ("first time", used),
    ("the same generator again", used),
    ("a fresh generator", batches()),
):
    tokenizer = base.train_new_from_iterator(
        corpus, vocab_size=300, show_progress=False
    )
    print(f"{name}: {len(tokenizer.tokenize('the river'))} tokens")
