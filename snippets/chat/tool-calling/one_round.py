import json
import re
from textwrap import shorten

from transformers import AutoTokenizer

template = """\
{%- if tools %}<|im_start|>system
Call a function by writing <tool_call>{"name": ..., "arguments": {...}}</tool_call>
{% for tool in tools %}{{ tool.function | tojson }}
{% endfor %}<|im_end|>
{% endif %}
{%- for message in messages %}<|im_start|>{{ message.role }}
{% for call in message.tool_calls or [] %}<tool_call>{{ call.function | tojson }}</tool_call>
{%- endfor %}{{ message.content }}<|im_end|>
{% endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


def lookup(city: str) -> int:
    """
    Looks up the population of a city.

    Args:
        city: The name of the city
    """
    return {"Lyon": 520774}[city]


tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
options = {"tools": [lookup], "chat_template": template, "tokenize": False}
messages = [{"role": "user", "content": "How many people live in Lyon?"}]
prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, **options)

# a model trained for tool calls would generate this; here it is written by hand
written = '<tool_call>{"name": "lookup", "arguments": {"city": "Lyon"}}</tool_call>'
found = re.search(r"<tool_call>(.*?)</tool_call>", written, re.DOTALL)
call = json.loads(found.group(1))
calls = [{"type": "function", "function": call}]
messages.append({"role": "assistant", "tool_calls": calls})

functions = {"lookup": lookup}  # only these can be called
result = functions[call["name"]](**call["arguments"])
messages.append({"role": "tool", "content": json.dumps(result)})

second = tokenizer.apply_chat_template(messages, add_generation_prompt=True, **options)
assert second.startswith(prompt + written + "<|im_end|>")
for line in second.splitlines():
    print(shorten(line, 88, placeholder=" ..."))
