from jinja2 import UndefinedError
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
template = "{% for call in messages[0].tool_calls %}[{{ NAME }}]{% endfor %}"
calls = {
    "standard": {
        "type": "function",
        "function": {"name": "add", "arguments": {"x": 1}},
    },
    "no wrapper": {"name": "add", "arguments": {"x": 1}},
    "other keys": {"tool": "add", "parameters": {"x": 1}},
}
print("format      read as             text")
for format_name, call in calls.items():
    messages = [{"role": "assistant", "tool_calls": [call]}]
    for name in ("call.function.name", "call.name"):
        try:
            text = tokenizer.apply_chat_template(
                messages, chat_template=template.replace("NAME", name), tokenize=False
            )
        except UndefinedError as error:
            text = f"{type(error).__name__}: {error}"
        print(f"{format_name:10}  {name:18}  {text}")
