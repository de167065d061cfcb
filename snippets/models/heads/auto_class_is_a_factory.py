from transformers import AutoConfig, AutoModel, AutoModelForMaskedLM

for checkpoint in (
    "sentence-transformers/all-MiniLM-L6-v2",
    "HuggingFaceTB/SmolLM2-135M-Instruct",
):
    config = AutoConfig.from_pretrained(checkpoint)
    model = AutoModel.from_pretrained(checkpoint)
    print(f"AutoModel + model_type {config.model_type!r} -> {type(model).__name__}")
    assert not isinstance(model, AutoModel)

try:
    AutoModel(config)
except OSError as error:
    print(f"{type(error).__name__}: {str(error).split(' using ')[0]} ...")

try:  # the last config is SmolLM2's, and a Llama has no masked-LM class
    AutoModelForMaskedLM.from_config(config)
except ValueError as error:
    message = str(error).splitlines()[0]
    print(f"{type(error).__name__}: ... {message.partition('> ')[2]}")
