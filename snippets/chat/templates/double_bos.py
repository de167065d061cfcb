from transformers import AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
messages = [{"role": "user", "content": "Hi"}]

for add_bos_token in (False, True):
    tokenizer = AutoTokenizer.from_pretrained(checkpoint, add_bos_token=add_bos_token)
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    again = tokenizer(text)["input_ids"]
    clean = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert clean == ids
    print(f"add_bos_token={add_bos_token}")
    print("  apply_chat_template      ", ids[:4])
    print("  tokenizer(text)          ", again[:4])
    print("  add_special_tokens=False ", clean[:4])
