import textwrap

from jinja2 import UndefinedError
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
messages = [{"role": "user", "content": "How many people live in Lyon?"}]
try:
    tokenizer.apply_chat_template(messages, tools=["lookup"], tokenize=False)
except ValueError as error:
    message = f"{type(error).__name__}: {error}"
    print(textwrap.fill(message, 88, subsequent_indent="  "))

try:
    messages.append({"role": "assistant", "tool_calls": []})
    tokenizer.apply_chat_template(messages, tokenize=False)
except UndefinedError as error:
    print(type(error).__name__ + ":", error)
