from transformers import AutoTokenizer


def lookup(city: str):
    """
    Looks up the population of a city.

    Args:
        city: The name of the city
    """


tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
messages = [{"role": "user", "content": "How many people live in Lyon?"}]
without = tokenizer.apply_chat_template(messages, tokenize=False)
with_tools = tokenizer.apply_chat_template(messages, tools=[lookup], tokenize=False)
print("without tools:", repr(without[-58:]))
print("with tools:   ", repr(with_tools[-58:]))
assert with_tools == without

call = {
    "type": "function",
    "function": {"name": "lookup", "arguments": {"city": "Lyon"}},
}
messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
last_turn = tokenizer.apply_chat_template(messages, tokenize=False).split(
    "<|im_start|>"
)[-1]
print("the call as rendered:", repr(last_turn))
print("the template mentions tools:", "tools" in tokenizer.chat_template)
