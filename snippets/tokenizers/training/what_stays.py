from transformers import AutoTokenizer

code = ["def Add(a, b):\n    return a + b\n"] * 50

for checkpoint in (
    "sentence-transformers/all-MiniLM-L6-v2",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
):
    old = AutoTokenizer.from_pretrained(checkpoint)
    new = old.train_new_from_iterator(code, vocab_size=400, show_progress=False)
    print(checkpoint.split("/")[1])
    print("  algorithm:", type(new.backend_tokenizer.model).__name__, end=", ")
    print("same special tokens:", new.special_tokens_map == old.special_tokens_map)
    ids = new(code[0])["input_ids"]
    print("  decoded:", repr(new.decode(ids, skip_special_tokens=True)))
