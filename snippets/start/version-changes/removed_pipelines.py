from transformers import AutoModelForQuestionAnswering, AutoModelForSeq2SeqLM, pipeline

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"

for task in (
    "summarization",
    "translation",
    "question-answering",
    "text2text-generation",
    "visual-question-answering",
):
    try:
        pipeline(task, model=checkpoint)
    except KeyError as error:
        print(f"{type(error).__name__}: {error.args[0].split(' Use ')[0]}")

chat = pipeline("text-generation", model=checkpoint)
messages = [
    {"role": "user", "content": "Summarize: The train was late. I missed work."}
]
result = chat(messages, max_new_tokens=8, do_sample=False)

print("new:", [message["role"] for message in result[0]["generated_text"]])
print("kept:", AutoModelForSeq2SeqLM.__name__, AutoModelForQuestionAnswering.__name__)
