from datasets import Dataset
from trl import SFTConfig, SFTTrainer

user = {"role": "user", "content": "Capital of France?"}
assistant = {"role": "assistant", "content": "It is Paris."}
rows = {
    "text": {"text": "Paris is the capital of France."},
    "messages": {"messages": [user, assistant]},
    "prompt/completion, plain": {"prompt": "France:", "completion": " Paris"},
    "prompt/completion, messages": {"prompt": [user], "completion": [assistant]},
}

for name, row in rows.items():
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=SFTConfig(output_dir="out", use_cpu=True),
        train_dataset=Dataset.from_list([row]),
    )
    batch = next(iter(trainer.get_train_dataloader()))  # as the model would get it
    input_ids, labels = batch["input_ids"][0], batch["labels"][0]
    tokenizer = trainer.processing_class
    print(f"{name}: {(labels != -100).sum()} of {len(input_ids)} tokens carry loss")
    print("  read: ", repr(tokenizer.decode(input_ids)[-62:]))
    print("  learn:", repr(tokenizer.decode(labels[labels != -100])[-62:]))
