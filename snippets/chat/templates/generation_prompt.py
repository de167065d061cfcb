from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")

messages = [
    {"role": "system", "content": "You are helpful"},
    {"role": "user", "content": "Continue the sequence: 1, 1, 2, 3, 5, 8,"},
]
closed = tokenizer.apply_chat_template(messages).input_ids
opened = tokenizer.apply_chat_template(messages, add_generation_prompt=True).input_ids
misspelled = tokenizer.apply_chat_template(
    messages, add_generation_promt=True
).input_ids

assert opened[: len(closed)] == closed
added = opened[len(closed) :]
print("without:", repr(tokenizer.decode(closed[-3:])))
print("with:   ", repr(tokenizer.decode(opened[-6:])))
print("added:  ", added, repr(tokenizer.decode(added)))
print("a misspelled flag changes nothing:", misspelled == closed)
print("template knows it:", "add_generation_prompt" in tokenizer.chat_template)
