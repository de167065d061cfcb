from datasets import Dataset, load_dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, PrinterCallback
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

checkpoint, prompt = "HuggingFaceTB/SmolLM2-135M-Instruct", "A film review:"
rows = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
rows = [r for r in rows.shuffle(seed=0) if 3 <= len(r["text"].split()) <= 9]
pairs = []
for two in zip(rows[::2], rows[1::2], strict=False):
    worse, better = sorted(two, key=lambda row: row["rating"])
    if better["rating"] - worse["rating"] >= 2:
        answers = {"chosen": " " + better["text"], "rejected": " " + worse["text"]}
        pairs.append({"prompt": prompt} | answers)

trainer = ORPOTrainer(
    model=AutoModelForCausalLM.from_pretrained(checkpoint, dtype="float32"),
    args=ORPOConfig(
        output_dir="out",
        beta=0.5,
        max_steps=8,
        per_device_train_batch_size=4,
        learning_rate=1e-3,
        logging_steps=2,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(pairs[:32]),
    processing_class=AutoTokenizer.from_pretrained(checkpoint),
    peft_config=LoraConfig(r=8, target_modules="all-linear", task_type="CAUSAL_LM"),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()

print(f"{len(pairs)} pairs, {8 * 4} of them seen")
print("step  loss  likelihood part  sign of log odds ratio")
for log in trainer.state.log_history:
    if "loss" in log:
        sign = "above 0" if log["log_odds_chosen"] > 0 else "below 0"
        print(f"{log['step']:>4}  {log['loss']:4.2f}  {log['nll_loss']:15.2f}  {sign}")
