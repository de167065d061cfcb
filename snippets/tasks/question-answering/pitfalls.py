import string

from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
context = "The prefix ``^`` looks at the beginning of the text only. " * 20
question = "Which sign in front of a field's name looks at its beginning only?"

for length in (64, 32):
    try:
        windows = tokenizer(
            question,
            context,
            truncation="only_second",
            max_length=length,
            stride=24,
            return_overflowing_tokens=True,
        )
        print(f"max_length={length}: {len(windows['input_ids'])} windows")
    except BaseException as error:  # a panic of the Rust library is no Exception
        reason = str(error).split(" (")[0]
        print(f"max_length={length}: {type(error).__name__}: {reason}")

for answer in ("the ``CACHES`` setting", "^"):
    kept = "".join(sign for sign in answer.lower() if sign not in string.punctuation)
    print(f"{answer!r} is compared as {kept.split()}")
