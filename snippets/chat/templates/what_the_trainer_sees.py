from datasets import Dataset
from trl import SFTConfig, SFTTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
system = {"role": "system", "content": "You are helpful"}
user = {"role": "user", "content": "Capital of France?"}
answer = {"role": "assistant", "content": "Paris."}
rows = {
    "plain": {"prompt": "Capital of France?", "completion": " Paris."},
    "messages": {"messages": [system, user, answer]},
}

for name, row in rows.items():
    trainer = SFTTrainer(
        model=checkpoint,
        args=SFTConfig(output_dir=name, use_cpu=True),
        train_dataset=Dataset.from_list([row]),
    )
    example = trainer.train_dataset[0]
    ids, labels = example["input_ids"], example["labels"]
    learned = [token for token, label in zip(ids, labels, strict=True) if label != -100]
    print(f"{name}: {len(learned)} of {len(ids)} tokens carry loss")
    for turn in trainer.processing_class.decode(ids).split("<|im_start|>"):
        if turn:
            print("  ", repr(turn))
