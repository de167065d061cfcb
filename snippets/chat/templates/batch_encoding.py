from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)

messages = [{"role": "user", "content": "Continue the sequence: 1, 1, 2, 3, 5, 8,"}]
inputs = tokenizer.apply_chat_template(
    messages, add_generation_prompt=True, return_tensors="pt"
).to(model.device)

print(type(inputs).__name__, list(inputs))
print("len(inputs):", len(inputs), " input_ids:", tuple(inputs["input_ids"].shape))

try:
    model.generate(inputs, max_new_tokens=4)
except AttributeError as error:
    print(type(error).__name__, "caused by", repr(error.__context__))

output = model.generate(**inputs, max_new_tokens=4, min_new_tokens=4, do_sample=False)
new_tokens = output[:, inputs["input_ids"].shape[1] :]
print("output:", tuple(output.shape), " new tokens:", tuple(new_tokens.shape))
