import json

from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
printed = (
    "{% for call in messages[0].tool_calls %}{{ call.function | tojson }}{% endfor %}"
)
walked = (
    "{% for name, value in messages[0].tool_calls[0].function.arguments | items %}"
    "{{ name }} = {{ value }}{% endfor %}"
)
for arguments in ({"city": "Lyon"}, '{"city": "Lyon"}'):
    call = {"type": "function", "function": {"name": "lookup", "arguments": arguments}}
    messages = [{"role": "assistant", "tool_calls": [call]}]
    print(
        "tojson:",
        tokenizer.apply_chat_template(messages, chat_template=printed, tokenize=False),
    )
    try:
        text = tokenizer.apply_chat_template(
            messages, chat_template=walked, tokenize=False
        )
        print("items: ", text)
    except TypeError as error:
        print("items: ", type(error).__name__ + ":", error)
assert json.loads(arguments) == {
    "city": "Lyon"
}  # decode once, before you store the call
