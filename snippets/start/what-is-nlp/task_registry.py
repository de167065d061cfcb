from transformers.pipelines import SUPPORTED_TASKS

for task in (
    "text-classification",
    "token-classification",
    "text-generation",
    "fill-mask",
    "automatic-speech-recognition",
    "image-text-to-text",
    "image-classification",
):
    classes = [kind.__name__ for kind in SUPPORTED_TASKS[task]["pt"]]
    print(f"{task:28}", ", ".join(name.replace("AutoModelFor", "") for name in classes))
