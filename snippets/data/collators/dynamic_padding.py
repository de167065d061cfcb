from datasets import load_dataset
from torch.utils.data import DataLoader
from transformers import AutoTokenizer, DataCollatorWithPadding

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
tweets = load_dataset("nlpjourney/rated-sentences", "tweets", split="train[:64]")
tweets = tweets.map(lambda row: {"label": int(row["rating"] > 0)})
rows = tweets.map(
    lambda batch: tokenizer(batch["text"]),
    batched=True,
    remove_columns=["id", "text", "rating", "rating_std", "ratings"],
)
print("lengths of four rows:", [len(row) for row in rows["input_ids"][:4]])

collator = DataCollatorWithPadding(tokenizer)
batch = collator([rows[i] for i in range(4)])
print(*(f"{name} {tuple(tensor.shape)}" for name, tensor in batch.items()))

loader = DataLoader(rows, batch_size=16, collate_fn=collator)
print("each batch its own length:", [tuple(b["input_ids"].shape) for b in loader])
to_eight = DataCollatorWithPadding(tokenizer, pad_to_multiple_of=8)
loader = DataLoader(rows, batch_size=16, collate_fn=to_eight)
print("pad_to_multiple_of=8:     ", [tuple(b["input_ids"].shape) for b in loader])
