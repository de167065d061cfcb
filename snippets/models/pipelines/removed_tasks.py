from textwrap import fill

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
        message = error.args[0].partition(" See the migration")[0].partition(" [")[0]
        print(fill(f"KeyError: {message}", 88, break_on_hyphens=False))
