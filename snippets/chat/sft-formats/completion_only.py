from datasets import Dataset
from trl import SFTConfig, SFTTrainer

user = {"role": "user", "content": "Capital of France?"}
assistant = {"role": "assistant", "content": "It is Paris."}
pair = {"prompt": [user], "completion": [assistant]}
datasets = {"pair": pair, "messages": {"messages": [user, assistant]}}

for name, row in datasets.items():
    for completion_only_loss in (None, True, False):
        trainer = SFTTrainer(
            model="HuggingFaceTB/SmolLM2-135M-Instruct",
            args=SFTConfig(
                output_dir="out",
                use_cpu=True,
                completion_only_loss=completion_only_loss,
            ),
            train_dataset=Dataset.from_list([row]),
        )
        labels = next(iter(trainer.get_train_dataloader()))["labels"][0]
        share = f"{(labels != -100).sum()} of {len(labels)}"
        print(f"{name:<8}  completion_only_loss={completion_only_loss!s:<5}  {share}")
