from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint)
inputs = tokenizer("The river", return_tensors="pt")

for name in ("rope_theta", "max_length"):
    try:
        getattr(model.config, name)
    except AttributeError as error:
        print(f"{type(error).__name__}: {error}")

model.config.do_sample = True
try:
    model.generate(**inputs, max_new_tokens=2)
except ValueError as error:
    print(f"{type(error).__name__}: {str(error).split(' We ')[0]}")

del model.config.do_sample

model.generation_config.do_sample = True
output = model.generate(**inputs, max_new_tokens=2, min_new_tokens=2)
print("new:", output.shape[1] - inputs["input_ids"].shape[1], "tokens more")
print("rope_theta:", model.config.rope_parameters["rope_theta"])
