from transformers import AutoTokenizer
from trl import chat_template_utils as templates

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
answers_only = """{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' }}
{%- if m.role == 'assistant' %}{{ '<think>\n' + m.reasoning_content + '\n</think>\n\n' }}
{%- generation %}{{ m.content + '<|im_end|>\n' }}{% endgeneration %}
{%- else %}{{ m.content + '<|im_end|>\n' }}{% endif %}{% endfor %}"""
messages = [
    {"role": "user", "content": "7 * 8?"},
    {"role": "assistant", "reasoning_content": "7 * 8 = 56.", "content": "56"},
    {"role": "user", "content": "8 * 8?"},
    {"role": "assistant", "reasoning_content": "56 + 8 = 64.", "content": "64"},
]
for name, template in {
    "Qwen3": templates.qwen3_chat_template,
    "Qwen3, for training": templates.qwen3_training_chat_template,
    "answers only": answers_only,
}.items():
    row = tokenizer.apply_chat_template(
        messages, chat_template=template, return_assistant_tokens_mask=True
    )
    pairs = zip(row["input_ids"], row["assistant_masks"], strict=True)
    trained = [token_id for token_id, mask in pairs if mask]
    print(f"{name:19} {len(trained):2} of {len(row['input_ids'])}:", end=" ")
    print(repr(tokenizer.decode(trained)))
