from datasets import load_dataset
from transformers import AutoModel, AutoTokenizer

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
reviews = reviews.shuffle(seed=0)["text"][:]
train, held_out = reviews[:8000], reviews[8000:]
base = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")

print("vocabulary  tokens per sentence")
for size in (500, 1000, 2000, 4000, 8000, 16000):
    tokenizer = base.train_new_from_iterator(
        [train], vocab_size=size, show_progress=False
    )
    lengths = [len(ids) for ids in tokenizer(held_out)["input_ids"]]
    print(f"{len(tokenizer):>10}  {sum(lengths) / len(lengths):>19.1f}")

model = AutoModel.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
table = model.get_input_embeddings().weight
print(
    f"MiniLM: {table.numel() / model.num_parameters():.0%} of the parameters are",
    end="",
)
print(f" {table.shape[0]:,} token vectors")
