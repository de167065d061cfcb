from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")

messages = [
    {"role": "system", "content": "You are helpful"},
    {"role": "user", "content": "Name a color, as JSON."},
    {"role": "assistant", "content": '{"color": "'},
]
closed = tokenizer.apply_chat_template(messages, tokenize=False)
prefilled = tokenizer.apply_chat_template(
    messages, tokenize=False, continue_final_message=True
)
print("closed:   ", repr(closed[-30:]))
print("prefilled:", repr(prefilled[-19:]))

try:
    tokenizer.apply_chat_template(
        messages, continue_final_message=True, add_generation_prompt=True
    )
except ValueError as error:
    print(type(error).__name__, str(error).split(".")[0])
