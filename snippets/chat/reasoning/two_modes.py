from transformers import AutoTokenizer
from trl.chat_template_utils import qwen3_chat_template

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, chat_template=qwen3_chat_template)
messages = [{"role": "user", "content": "7 * 8?"}]

for thinking in (True, False):
    prompt = tokenizer.apply_chat_template(
        messages,
        tokenize=False,
        add_generation_prompt=True,
        enable_thinking=thinking,
    )
    print(f"enable_thinking={thinking}:", repr(prompt.split("7 * 8?")[1]))

thought = "Seven eights are 56."
messages.append({"role": "assistant", "reasoning_content": thought, "content": "56"})
text = tokenizer.apply_chat_template(messages, tokenize=False)
print("answered:", repr(text.split("7 * 8?")[1]))

messages.append({"role": "user", "content": "And 8 * 8?"})
text = tokenizer.apply_chat_template(messages, tokenize=False)
print("a turn later:", repr(text.split("7 * 8?")[1]))
