from datasets import load_dataset
from peft import LoraConfig, get_peft_model
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForSeq2Seq,
    PrinterCallback,
    Trainer,
    TrainingArguments,
    set_seed,
)

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, padding_side="left")
pad = DataCollatorForSeq2Seq(tokenizer)  # pads labels, too, with -100


def encode(row):
    body = " ".join(row["body"].split()[:30])
    messages = [
        {"role": "system", "content": "Summarize in one line."},
        {"role": "user", "content": body},
    ]
    prompt = tokenizer.apply_chat_template(
        messages, add_generation_prompt=True, return_dict=False
    )
    messages.append({"role": "assistant", "content": row["summary"]})
    tokens = tokenizer.apply_chat_template(messages, return_dict=False)
    labels = [-100] * len(prompt) + tokens[len(prompt) :]
    return {"input_ids": tokens, "labels": labels}


def collate(rows):
    """A batch with the labels and the logits of the last positions only."""
    batch = pad(rows)
    longest = int((batch["labels"] != -100).sum(dim=1).max())
    kept = longest + 1  # a logit predicts the next token
    return {**batch, "labels": batch["labels"][:, -kept:], "logits_to_keep": kept}


set_seed(0)
docstrings = load_dataset("nlpjourney/docstrings", split="train")
rows = docstrings.shuffle(seed=0).select(range(128))
encoded = rows.map(encode, remove_columns=rows.column_names)
lora = LoraConfig(
    r=8,
    lora_alpha=32,
    target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj"],
    layers_to_transform=list(range(20, 30)),  # the upper ten, which is faster
    task_type="CAUSAL_LM",
)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype="float32")
trainer = Trainer(
    model=get_peft_model(model, lora),
    args=TrainingArguments(
        output_dir="out",
        num_train_epochs=1,
        per_device_train_batch_size=4,
        train_sampling_strategy="group_by_length",  # less padding
        learning_rate=3e-3,
        warmup_steps=0.1,
        logging_steps=10,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=encoded,
    data_collator=collate,
    processing_class=tokenizer,
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
trainer.save_model("docstring-summaries")

with_loss = sum(label != -100 for labels in encoded["labels"] for label in labels)
tokens = sum(map(len, encoded["labels"]))
print(
    f"{len(rows)} of {len(docstrings)} rows, {with_loss} of {tokens} tokens with loss"
)
print("steps     loss")
for log in trainer.state.log_history:
    if "loss" in log:
        print(f"{log['step'] - 9:>2} to {log['step']}  {log['loss']:.2f}")
