from transformers.pipelines import SUPPORTED_TASKS

families = {
    "a whole sentence": ["text-classification", "zero-shot-classification"],
    "each word": ["token-classification"],
    "more text": ["text-generation", "fill-mask"],
    "an answer": ["document-question-answering", "table-question-answering"],
    "sound": ["automatic-speech-recognition", "text-to-audio"],
    "images": ["image-text-to-text", "image-classification"],
}

for family, tasks in families.items():
    print(family)
    for task in tasks:
        classes = [kind.__name__ for kind in SUPPORTED_TASKS[task]["pt"]]
        print(f"  {task:28}", ", ".join(classes))
