from transformers import AutoModelForCausalLM, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"

for argument in ("load_in_4bit", "load_in_8bit"):
    try:
        AutoModelForCausalLM.from_pretrained(checkpoint, **{argument: True})
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

config = BitsAndBytesConfig(load_in_4bit=True)  # goes into quantization_config=
print("the 4-bit type that you get unless you name one:", config.bnb_4bit_quant_type)
