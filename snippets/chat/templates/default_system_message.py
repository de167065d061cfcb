from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
user = {"role": "user", "content": "Hi"}

cases = {
    "none": [user],
    "own": [{"role": "system", "content": "You are helpful"}, user],
    "empty": [{"role": "system", "content": ""}, user],
}
for name, messages in cases.items():
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    system = text.split("<|im_end|>")[0].removeprefix("<|im_start|>system\n")
    print(f"{name:5}", repr(system))
