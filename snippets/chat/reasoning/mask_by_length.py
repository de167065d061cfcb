from transformers import AutoTokenizer
from trl import chat_template_utils as templates

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
messages = [
    {"role": "user", "content": "7 * 8?"},
    {"role": "assistant", "reasoning_content": "7 * 8 = 56.", "content": "56"},
    {"role": "user", "content": "8 * 8?"},
    {"role": "assistant", "reasoning_content": "56 + 8 = 64.", "content": "64"},
]
for name, template in {
    "Qwen3": templates.qwen3_chat_template,
    "Qwen3, for training": templates.qwen3_training_chat_template,
}.items():
    tokenizer.chat_template = template
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    for turn in (1, 3):
        prompt = tokenizer.apply_chat_template(
            messages[:turn], add_generation_prompt=True
        )
        start = len(prompt["input_ids"])
        answered = tokenizer.apply_chat_template(messages[: turn + 1])
        end = len(answered["input_ids"])
        print(f"{name:19} {start:2} to {end}: {tokenizer.decode(ids[start:end])!r}")
