import torch
from transformers import AutoModelForSequenceClassification, BitsAndBytesConfig

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
input_ids = torch.tensor([[101, 2009, 2573, 102]])

for name, skip in (("everything", None), ("all but the head", ["classifier"])):
    config = BitsAndBytesConfig(load_in_4bit=True, llm_int8_skip_modules=skip)
    model = AutoModelForSequenceClassification.from_pretrained(
        checkpoint, quantization_config=config
    )
    head = model.classifier
    print(f"{name}: the head is a {type(head).__name__} in {head.weight.dtype}")
    try:
        print("  logits", tuple(model(input_ids).logits.shape))
    except AssertionError as error:
        print(f"  {type(error).__name__} {error}")
