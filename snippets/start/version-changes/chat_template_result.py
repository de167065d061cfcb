from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
messages = [{"role": "user", "content": "Name a river."}]

inputs = tokenizer.apply_chat_template(
    messages, add_generation_prompt=True, return_tensors="pt"
)
try:
    model.generate(inputs, max_new_tokens=2)
except AttributeError as error:
    print(f"{type(error).__name__}: {str(error)!r}, caused by {error.__context__!r}")

print("len():", len(inputs), "of", type(inputs).__name__)

output = model.generate(**inputs, max_new_tokens=2, min_new_tokens=2, do_sample=False)
print("new:", output.shape[1] - inputs["input_ids"].shape[1], "tokens more")

ids = tokenizer.apply_chat_template(messages, return_dict=False)
print("return_dict=False:", type(ids).__name__)
