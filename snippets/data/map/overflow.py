from datasets import Dataset
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
articles = Dataset.from_dict(
    {
        "title": ["On rivers", "On time"],
        "text": [
            "A river is never the same river, because the water keeps moving on.",
            "Time passes.",
        ],
    }
)


def chunk(batch):
    chunks = tokenizer(
        batch["text"], truncation=True, max_length=8, return_overflowing_tokens=True
    )
    source = chunks.pop("overflow_to_sample_mapping")  # chunk -> row it came from
    return {**chunks, "title": [batch["title"][row] for row in source]}


chunks = articles.map(chunk, batched=True, remove_columns=["text"])
print(len(articles), "rows became", len(chunks))
for title, input_ids in zip(chunks["title"], chunks["input_ids"], strict=True):
    print(f"{title}: {tokenizer.decode(input_ids, skip_special_tokens=True)}")
