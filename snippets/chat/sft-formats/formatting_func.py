from datasets import Dataset
from trl import SFTConfig, SFTTrainer

rows = Dataset.from_list([{"instruction": "Translate: chat", "output": "cat"}])


def to_text(example):
    return f"Question: {example['instruction']}\nAnswer: {example['output']}"


for completion_only_loss in (None, True):
    try:
        trainer = SFTTrainer(
            model="HuggingFaceTB/SmolLM2-135M-Instruct",
            args=SFTConfig(
                "out", use_cpu=True, completion_only_loss=completion_only_loss
            ),
            train_dataset=rows,
            formatting_func=to_text,
        )
    except ValueError as error:
        print(f"{type(error).__name__}: {str(error).partition(', which')[0]}")
        continue
    row = trainer.train_dataset[0]
    print("read: ", repr(trainer.processing_class.decode(row["input_ids"])))
    print(
        "learn: all", len(row["labels"]), "tokens:", row["labels"] == row["input_ids"]
    )
