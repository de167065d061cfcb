import textwrap

from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sentences = ["Yes.", "We could not agree on a date."]


def attempt(**options):
    try:
        tokenizer(sentences, return_tensors="pt", **options)
    except ValueError as error:
        message = str(error).split(" Perhaps")[0].split(". Please")[0]
        print(textwrap.fill(f"{type(error).__name__}: {message}", 88))


attempt()
tokenizer.pad_token = None  # as in GPT-2's tokenizer
attempt(padding=True)
