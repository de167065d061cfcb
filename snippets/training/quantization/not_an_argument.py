from transformers import AutoModelForCausalLM, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"

for argument in ("load_in_4bit", "load_in_8bit"):
    try:
        AutoModelForCausalLM.from_pretrained(checkpoint, **{argument: True})
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

config = BitsAndBytesConfig(load_in_4bit=True)
model = AutoModelForCausalLM.from_pretrained(checkpoint, quantization_config=config)
print("quantization_config=BitsAndBytesConfig(load_in_4bit=True):", end=" ")
print(type(model.model.layers[0].mlp.up_proj).__name__)
print("its default 4-bit type:", config.bnb_4bit_quant_type)
