import textwrap

from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sentences = ["Yes.", "We could not agree on a date."]


def attempt(**options):
    try:
        tokenizer(sentences, return_tensors="pt", **options)
    except ValueError as error:
        reason = str(error).split(" Perhaps")[0].split(". Please")[0]
        message = f"{type(error).__name__}: {reason}"
        print(textwrap.fill(message, 88, subsequent_indent="  "))


attempt()
tokenizer.pad_token = None  # as in GPT-2's tokenizer
attempt(padding=True)
