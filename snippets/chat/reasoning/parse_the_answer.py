from transformers import AutoTokenizer
from trl.chat_template_utils import add_response_schema, qwen3_chat_template

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, chat_template=qwen3_chat_template)
add_response_schema(tokenizer)  # sets tokenizer.response_template

prompt = tokenizer.apply_chat_template(
    [{"role": "user", "content": "7 * 8?"}], tokenize=False, add_generation_prompt=True
)
rest = "Seven eights.\n</think>\n\n56<|im_end|>"
written = {  # the end of the prompt, and what a model may write after it, by hand
    "thought": (prompt, "<think>\n" + rest),
    "opened by the prompt": (prompt + "<think>\n", rest),
    "no prompt given": ("", rest),
    "closed by the prompt": (prompt + "<think>\n\n</think>\n\n", "56<|im_end|>"),
    "cut off": (prompt + "<think>\n", "Seven eights are"),
}
for name, (prefix, text) in written.items():
    message = tokenizer.parse_response(text, prefix=prefix)
    print(f"{name:20}", {k: v for k, v in message.items() if k != "role"})
