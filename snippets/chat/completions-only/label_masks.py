from datasets import Dataset
from trl import SFTConfig, SFTTrainer

system = {"role": "system", "content": "Answer with one word."}
user = {"role": "user", "content": "Good or bad? 'A warm, funny film.'"}
row = {
    "prompt": [system, user],
    "completion": [{"role": "assistant", "content": "Good"}],
}

for completion_only_loss in (False, True):
    trainer = SFTTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=SFTConfig("out", use_cpu=True, completion_only_loss=completion_only_loss),
        train_dataset=Dataset.from_list([row]),
    )
    tokenizer = trainer.processing_class
    labels = trainer.train_dataset[0]["labels"]
    shown = ["·" if label == -100 else tokenizer.decode(label) for label in labels]
    carry = sum(label != -100 for label in labels)
    print(f"completion_only_loss={completion_only_loss}: {carry} of {len(labels)}")
    print("  " + "".join(shown).replace("\n", "↵"))
