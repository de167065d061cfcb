from transformers import pipeline

gone = [
    "summarization",
    "translation",
    "translation_en_to_es",
    "question-answering",
    "text2text-generation",
    "visual-question-answering",
    "conversational",
]
for task in gone:
    try:
        pipeline(task)
    except KeyError as error:
        removed, _, advice = error.args[0].partition(" Use the ")
        print(f"KeyError: {removed.partition(' [')[0]}")
        if task not in ("visual-question-answering", "conversational"):
            assert advice.startswith("`text-generation` pipeline with a chat model")
