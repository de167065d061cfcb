from transformers import AutoTokenizer


def repeat(word: str, times: int):
    """
    Repeats a word.

    Args:
        word: The word to repeat
        times: How often
    """


tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
tokenizer.response_template = {
    "start_anchor": "<|im_start|>assistant\n",
    "defaults": {"role": "assistant"},
    "fields": {
        "content": {"close": "<|im_end|>"},
        "tool_calls": {
            "open": "<tool_call>",
            "close": "</tool_call>",
            "content": "json",
            "repeats": True,
            "transform": {"type": "function", "function": "{content}"},
        },
    },
}
prompt = "<|im_start|>user\nSay hey three times<|im_end|>\n<|im_start|>assistant\n"
call = '{"name": "repeat", "arguments": {"word": "hey", "times": "3"}}'
written = f"<tool_call>{call}</tool_call>"
for tools in (None, [repeat]):
    message = tokenizer.parse_response(written, prefix=prompt, tools=tools)
    print(message["role"], "calls", message["tool_calls"][0]["function"])
