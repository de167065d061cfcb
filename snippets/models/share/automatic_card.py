from huggingface_hub import ModelCard, ModelCardData

data = ModelCardData(library_name="transformers", license="apache-2.0")
card = ModelCard.from_template(data)  # what push_to_hub does when there is no card

print("blanks:", card.text.count("[More Information Needed]"))
print("license:", card.data.license, " language:", card.data.language)

filled = ModelCard.from_template(
    data,
    direct_use="Tells whether an English tweet is positive or negative.",
    out_of_scope_use="Other languages, and decisions about people.",
    training_data="800 tweets of the rated sentences.",
)
print("after three answers:", filled.text.count("[More Information Needed]"))
