from datasets import Dataset
from trl import SFTConfig, SFTTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
config = SFTConfig(output_dir="out", use_cpu=True)
dataset = Dataset.from_list([{"instruction": "Translate: chat", "output": " cat"}])

try:
    SFTTrainer(checkpoint, args=config, train_dataset=dataset)
except KeyError as error:
    print(f"{type(error).__name__}: {error}")

renamed = dataset.rename_columns({"instruction": "prompt", "output": "completion"})
trainer = SFTTrainer(checkpoint, args=config, train_dataset=renamed)
print(trainer.processing_class.decode(trainer.train_dataset[0]["input_ids"]))
