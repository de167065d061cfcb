import json

from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
with_tojson = (
    "{% for call in messages[0].tool_calls %}{{ call.function | tojson }}{% endfor %}"
)
with_items = (
    "{% for name, value in messages[0].tool_calls[0].function.arguments | items %}"
    "{{ name }} = {{ value }}{% endfor %}"
)
for arguments in ({"city": "Lyon"}, '{"city": "Lyon"}'):
    print(f"arguments as a {type(arguments).__name__}")
    call = {"type": "function", "function": {"name": "lookup", "arguments": arguments}}
    messages = [{"role": "assistant", "tool_calls": [call]}]
    for name, template in {"tojson:": with_tojson, "items: ": with_items}.items():
        options = {"chat_template": template, "tokenize": False}
        try:
            print(" ", name, tokenizer.apply_chat_template(messages, **options))
        except TypeError as error:
            print(" ", name, type(error).__name__ + ":", error)

assert json.loads(arguments) == {"city": "Lyon"}  # decode once, before you store it
