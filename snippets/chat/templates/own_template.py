from tempfile import TemporaryDirectory

from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
messages = [{"role": "user", "content": "Hi"}]

turns = (
    "{% for message in messages %}"
    "[{{ message['role'] }}] {{ message['content'] | trim }}{{ eos_token }}\n"
    "{% endfor %}"
)
prompt = "{% if add_generation_prompt %}[assistant]{% endif %}"

for name, template in (("turns", turns), ("turns + prompt", turns + prompt)):
    tokenizer.chat_template = template
    for flag in (False, True):
        text = tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=flag
        )
        print(f"{name:14}  add_generation_prompt={flag!s:5}  {text!r}")

with TemporaryDirectory() as folder:
    tokenizer.save_pretrained(folder)
    reloaded = AutoTokenizer.from_pretrained(folder)

print("saved with the tokenizer:", reloaded.chat_template == turns + prompt)
