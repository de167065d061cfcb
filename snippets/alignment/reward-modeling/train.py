from datasets import Dataset, load_dataset
from peft import LoraConfig
from transformers import PrinterCallback
from trl import RewardConfig, RewardTrainer

pairs = []
for corpus in ("movie_reviews", "tweets", "editorials"):
    rows = load_dataset("nlpjourney/rated-sentences", corpus, split="train")
    rows = [r for r in rows.shuffle(seed=0) if 3 <= len(r["text"].split()) <= 9]
    for two in zip(rows[::2], rows[1::2], strict=False):
        rejected, chosen = sorted(two, key=lambda row: row["rating"])
        if chosen["rating"] - rejected["rating"] >= 2:
            pairs.append({"chosen": chosen["text"], "rejected": rejected["text"]})

trainer = RewardTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    args=RewardConfig(
        output_dir="out",
        num_train_epochs=1,
        per_device_train_batch_size=8,
        learning_rate=1e-3,
        warmup_steps=0.1,
        logging_steps=6,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(pairs).shuffle(seed=0).select(range(240)),
    peft_config=LoraConfig(
        r=8,
        lora_alpha=16,
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj"],
        layers_to_transform=list(range(20, 30)),  # the upper ten, which is faster
        modules_to_save=["score"],
        task_type="SEQ_CLS",
    ),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
trainer.save_model("reward-model")

print(f"240 of {len(pairs)} pairs")
trainable, total = trainer.model.get_nb_trainable_parameters()
print(f"{trainable:,} of {total:,} weights trained")
print("step  loss  accuracy")
for log in trainer.state.log_history:
    if "loss" in log:
        print(f"{log['step']:>4}  {log['loss']:4.2f}  {log['accuracy']:8.2f}")
