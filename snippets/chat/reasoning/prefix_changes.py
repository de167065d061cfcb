from transformers import AutoTokenizer
from trl import chat_template_utils as templates

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
families = {
    "Qwen3": templates.qwen3_chat_template,
    "Qwen3, for training": templates.qwen3_training_chat_template,
    "Qwen3.8": templates.qwen3_8_chat_template,
}
thought = "Seven eights are 56."
first = [
    {"role": "user", "content": "What is 7 * 8?"},
    {"role": "assistant", "reasoning_content": thought, "content": "56"},
]
second = [*first, {"role": "user", "content": "And 8 * 8?"}]

for family, template in families.items():
    tokenizer.chat_template = template
    ids = tokenizer.apply_chat_template(first)["input_ids"]
    inputs = tokenizer.apply_chat_template(second, add_generation_prompt=True)
    later = inputs["input_ids"]
    pairs = zip(ids, later, strict=False)
    same = next((i for i, (x, y) in enumerate(pairs) if x != y), len(ids))
    print(f"{family:19}  {same:2} of {len(ids)} ids remain,", end=" ")
    print(f"{len(later) - same} are new, from", repr(tokenizer.decode(later[same])))
