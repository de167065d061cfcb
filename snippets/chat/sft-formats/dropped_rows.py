from datasets import Dataset
from trl import SFTConfig, SFTTrainer

long = {"prompt": "Repeat: " + "very " * 20 + "long", "completion": " prompt"}
short = {"prompt": "France:", "completion": " Paris"}

for rows in ([long, short, short], [long, long]):
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=SFTConfig(output_dir="out", use_cpu=True, max_length=16),
        train_dataset=Dataset.from_list(rows),
    )
    print(len(rows), "rows given,", len(trainer.train_dataset), "kept")
    try:
        trainer.get_train_dataloader()
    except ValueError as error:
        print(f"{type(error).__name__}: {error}")
