import os
import tempfile

from transformers import AutoTokenizer, BertTokenizer, BertTokenizerFast

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
ignored = {"use_fast": False, "use_auth_token": True}
tokenizer = AutoTokenizer.from_pretrained(checkpoint, **ignored)
print("Fast is not another class:", BertTokenizerFast is BertTokenizer)
print(f"loaded with {ignored}; is_fast: {tokenizer.is_fast}")

for name in ("encode_plus", "batch_encode_plus", "prepare_for_model"):
    try:
        getattr(tokenizer, name)
    except AttributeError as error:
        print(f"{type(error).__name__}: {error}")

inputs = tokenizer("the cat", text_pair="sat down")
print("new:", tokenizer.decode(inputs["input_ids"]))
print("a batch:", tokenizer.decode(tokenizer(["the cat", "sat"])["input_ids"]))

with tempfile.TemporaryDirectory() as folder:
    tokenizer.save_pretrained(folder)
    print("saved:", sorted(os.listdir(folder)))
