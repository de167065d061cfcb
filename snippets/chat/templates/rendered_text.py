from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")

messages = [
    {"role": "system", "content": "You are helpful"},
    {"role": "user", "content": "What's the capital of France?"},
    {"role": "assistant", "content": "Paris."},
]
text = tokenizer.apply_chat_template(messages, tokenize=False)
inputs = tokenizer.apply_chat_template(messages)

for line in text.splitlines(keepends=True):
    print(repr(line))

print("ids:", len(inputs["input_ids"]))
