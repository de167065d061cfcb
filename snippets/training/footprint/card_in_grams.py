from huggingface_hub import ModelCard, ModelCardData

kilograms = 0.00123  # the column `emissions` of CodeCarbon's csv

data = ModelCardData(
    language="en",
    base_model="sentence-transformers/all-MiniLM-L6-v2",
    co2_eq_emissions={
        "emissions": round(kilograms * 1000, 3),  # the card wants grams
        "source": "CodeCarbon",
        "training_type": "fine-tuning",
        "geographical_location": "Lyon, France",
        "hardware_used": "1 x CPU, 2 cores",
    },
)
card = ModelCard(f"---\n{data.to_yaml()}\n---\n\n# A fine-tuned model\n")
print(card.content.split("---")[1].strip())
assert card.data.co2_eq_emissions["emissions"] == 1.23
