from datasets import Dataset, load_dataset
from transformers import (
    AutoTokenizer,
    LlamaConfig,
    LlamaForSequenceClassification,
    PrinterCallback,
    set_seed,
)
from trl import RewardConfig, RewardTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 64, "intermediate_size": 64, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
config.num_labels = 1
rows = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
rows = [row for row in rows.shuffle(seed=0) if len(row["text"]) < 120]
pairs = []
for two in zip(rows[::2], rows[1::2], strict=False):
    rejected, chosen = sorted(two, key=lambda row: row["rating"])
    if chosen["rating"] - rejected["rating"] >= 2:
        pairs.append({"chosen": chosen["text"], "rejected": rejected["text"]})


def train(pairs, learning_rate=3e-3, frozen_head=False):
    set_seed(0)
    model = LlamaForSequenceClassification(config)
    model.score.weight.requires_grad_(not frozen_head)
    trainer = RewardTrainer(
        model=model,
        args=RewardConfig(
            output_dir="out",
            num_train_epochs=1,
            per_device_train_batch_size=16,
            learning_rate=learning_rate,
            logging_steps=16,
            bf16=False,
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
        ),
        train_dataset=Dataset.from_list(pairs[:512]),
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train()
    return [log for log in trainer.state.log_history if "loss" in log][-1]


turned = [{"chosen": p["rejected"], "rejected": p["chosen"]} for p in pairs]
mixed = [two[i % 2] for i, two in enumerate(zip(pairs, turned, strict=True))]
print("loss  accuracy  steps 17 to 32, each of 16 new pairs")
for case, log in {
    "as it should be": train(pairs),
    "every second pair swapped": train(mixed),
    "a learning rate of 1e-6": train(pairs, learning_rate=1e-6),
    "a random head that is frozen": train(pairs, frozen_head=True),
}.items():
    print(f"{log['loss']:4.2f}  {log['accuracy']:8.2f}  {case}")
