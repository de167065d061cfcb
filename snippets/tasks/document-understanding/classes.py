from transformers import CONFIG_MAPPING, MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING

model_types = [
    "vision-encoder-decoder",
    "florence2",
    "smolvlm",
    "idefics3",
    "got_ocr2",
    "paddleocr_vl",
    "glm_ocr",
    "lighton_ocr",
]
for model_type in model_types:
    model_class = MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING[CONFIG_MAPPING[model_type]]
    print(f"{model_type:24}{model_class.__name__}")
