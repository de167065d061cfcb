import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
prompt = tokenizer("The capital of France is", return_tensors="pt")
chat = tokenizer.apply_chat_template(
    [{"role": "user", "content": "What is the capital of France? One word."}],
    add_generation_prompt=True,
    return_tensors="pt",
)
dot = tokenizer.convert_tokens_to_ids(".")


def ending(inputs, **options):
    ids = model.generate(**inputs, do_sample=False, max_new_tokens=24, **options)[0]
    if len(ids) - inputs["input_ids"].shape[1] == 24:
        return "all 24 tokens"
    return f"ended with {tokenizer.decode(ids[-1])!r}"


print("max_new_tokens alone:   ", ending(prompt))
print("eos_token_id, in a chat:", ending(chat))
print("eos_token_id as a list: ", ending(prompt, eos_token_id=[2, dot]))
print(
    "stop_strings:           ", ending(prompt, stop_strings=" is", tokenizer=tokenizer)
)
