import torch
from datasets import Dataset, load_dataset
from torch.nn.functional import cross_entropy
from trl import SFTConfig, SFTTrainer

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
rows = [
    {
        "prompt": [{"role": "user", "content": f"Good or bad? {row['text']}"}],
        "completion": [
            {"role": "assistant", "content": "Good" if row["rating"] > 0 else "Bad"}
        ],
    }
    for row in reviews.select(range(100))
    if len(row["text"].split()) <= 9
][:4]

for completion_only_loss in (True, False):
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",  # in float32
        args=SFTConfig(
            "out",
            use_cpu=True,
            bf16=False,
            completion_only_loss=completion_only_loss,
        ),
        train_dataset=Dataset.from_list(rows),
    )
    batch = next(iter(trainer.get_train_dataloader()))
    labels = batch.pop("labels")
    with torch.no_grad():
        logits = trainer.model.eval()(**batch).logits
        reported = trainer.compute_loss(trainer.model, {**batch, "labels": labels})
    by_hand = cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    tokens = (labels != -100).sum()
    print(f"completion_only_loss={completion_only_loss}, the mean over {tokens} tokens")
    same = torch.isclose(by_hand, reported, atol=1e-4)
    print(f"  by hand {by_hand:.2f}, trainer {reported:.2f}, equal to 1e-4: {same}")
