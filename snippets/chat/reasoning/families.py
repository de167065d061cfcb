from transformers import AutoTokenizer
from trl import chat_template_utils as templates

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
families = {
    "Qwen3": templates.qwen3_chat_template,
    "R1": templates.deepseek_r1_distill_chat_template,
    "gpt-oss": templates.gptoss_chat_template,
}
answers = {
    "field": {"reasoning_content": "Easy.", "content": "56"},
    "content": {"content": "<think>\nEasy.\n</think>\n\n56"},
}

for family, template in families.items():
    for place, answer in answers.items():
        messages = [
            {"role": "user", "content": "7 * 8?"},
            {"role": "assistant", **answer},
        ]
        text = tokenizer.apply_chat_template(
            messages, chat_template=template, tokenize=False
        )
        print(f"{family:7}", f"{place:7}", repr(text.split("7 * 8?")[1][-99:]))
