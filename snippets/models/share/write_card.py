from huggingface_hub import EvalResult, ModelCard, ModelCardData

accuracy = EvalResult(
    task_type="text-classification",
    dataset_type="nlpjourney/rated-sentences",
    dataset_name="Rated sentences, tweets",
    metric_type="accuracy",
    metric_value=0.9,
)
data = ModelCardData(
    model_name="tweet-sentiment",
    language="en",
    license="apache-2.0",
    library_name="transformers",
    pipeline_tag="text-classification",
    base_model="sentence-transformers/all-MiniLM-L6-v2",
    eval_results=[accuracy],
)
text = """
# Tweet sentiment

Tells whether an English tweet is positive or negative. Not for other languages, nor
for decisions about people.
"""
ModelCard(f"---\n{data.to_yaml()}\n---\n{text}").save("README.md")

card = ModelCard.load("README.md")
assert card.data.to_dict() == data.to_dict()
print(card.data.to_yaml())
