from jinja2 import UndefinedError
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
strict = "{% for call in messages[0].tool_calls %}{{ call.function.name }}{% endfor %}"
lenient = "{% for call in messages[0].tool_calls %}[{{ call.name }}]{% endfor %}"
calls = {
    "standard": {
        "type": "function",
        "function": {"name": "add", "arguments": {"x": 1}},
    },
    "no wrapper": {"name": "add", "arguments": {"x": 1}},
    "other keys": {"tool": "add", "parameters": {"x": 1}},
}
for name, call in calls.items():
    messages = [{"role": "assistant", "tool_calls": [call]}]
    for template in (strict, lenient):
        try:
            options = {"chat_template": template, "tokenize": False}
            text = tokenizer.apply_chat_template(messages, **options)
            print(f"{name:10}  {text}")
        except UndefinedError as error:
            print(f"{name:10}  {type(error).__name__}: {error}")
