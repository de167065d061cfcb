from transformers import AutoModel, BitsAndBytesConfig

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"

for flag in ("load_in_4bit", "load_in_8bit"):
    try:
        AutoModel.from_pretrained(checkpoint, **{flag: True})
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

model = AutoModel.from_pretrained(
    checkpoint, quantization_config=BitsAndBytesConfig(load_in_4bit=True)
)
query = model.encoder.layer[0].attention.self.query
print("new:", type(query).__name__, query.weight.dtype)
