from transformers import AutoTokenizer

messages = [{"role": "user", "content": "Hi"}]

for checkpoint in (
    "HuggingFaceTB/SmolLM2-135M-Instruct",
    "sentence-transformers/all-MiniLM-L6-v2",
):
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    print(checkpoint, repr(tokenizer.chat_template)[:40])

try:
    tokenizer.apply_chat_template(messages)
except ValueError as error:
    print(type(error).__name__, str(error).split(" and ")[0])
