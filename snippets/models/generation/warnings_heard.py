import textwrap
import warnings
from logging.handlers import BufferingHandler

import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
logged = BufferingHandler(100)
transformers.logging.get_logger("transformers").addHandler(logged)

inputs = tokenizer("My favourite season is", return_tensors="pt")
model.generate(**inputs, max_new_tokens=2, do_sample=False, temperature=0.7)
print(textwrap.fill(logged.buffer[0].getMessage(), 88))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    ids = model.generate(**inputs, do_sample=False)

print(textwrap.fill(str(caught[0].message), 88))
print(
    "prompt:", inputs["input_ids"].shape[1], "tokens, output:", ids.shape[1], "tokens"
)
