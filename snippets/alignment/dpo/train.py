from datasets import Dataset, load_dataset
from peft import LoraConfig
from transformers import PrinterCallback
from trl import DPOConfig, DPOTrainer

prompts = {
    "movie_reviews": "A film review:",
    "tweets": "A message to my friends:",
    "editorials": "A newspaper:",
}
pairs = []
for corpus, prompt in prompts.items():
    rows = load_dataset("nlpjourney/rated-sentences", corpus, split="train")
    rows = [r for r in rows.shuffle(seed=0) if 3 <= len(r["text"].split()) <= 9]
    for two in zip(rows[::2], rows[1::2], strict=False):
        worse, better = sorted(two, key=lambda row: row["rating"])
        if better["rating"] - worse["rating"] >= 2:
            answers = {"chosen": " " + better["text"], "rejected": " " + worse["text"]}
            pairs.append({"prompt": prompt} | answers)

trainer = DPOTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    args=DPOConfig(
        output_dir="out",
        num_train_epochs=1,
        beta=0.1,
        per_device_train_batch_size=8,
        learning_rate=3e-3,
        warmup_steps=0.1,
        logging_steps=2,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(pairs).shuffle(seed=0).select(range(80)),
    peft_config=LoraConfig(
        r=8,
        lora_alpha=16,
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj"],
        layers_to_transform=list(range(20, 30)),  # the upper ten, which is faster
        task_type="CAUSAL_LM",
    ),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
trainer.save_model("dpo")

print(f"80 of {len(pairs)} pairs")
print("step  loss  accuracy  margin")
for log in trainer.state.log_history:
    if "loss" in log:
        accuracy, margin = log["rewards/accuracies"], log["rewards/margins"]
        print(f"{log['step']:>4}  {log['loss']:4.2f}  {accuracy:8.2f}  {margin:6.2f}")
