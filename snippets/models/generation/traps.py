import re
import textwrap

from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
inputs = tokenizer("My favourite season is", return_tensors="pt")

mistakes = [
    {"do_sample": True, "temperature": 0.0},
    {"max_new_token": 20},
    {"stop_strings": "."},
    {"num_return_sequences": 2},
    {"penalty_alpha": 0.6, "top_k": 4},
]
for options in mistakes:
    try:
        model.generate(**inputs, **options)
    except ValueError as error:
        reason = re.split(r"\. |, otherwise|, since| \(got", str(error))[0]
        message = f"{options} {type(error).__name__}: {reason}"
        print(textwrap.fill(message, 88, subsequent_indent="  "))
