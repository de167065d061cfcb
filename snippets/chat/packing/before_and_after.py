from datasets import load_dataset
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import SFTConfig, SFTTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
dataset = load_dataset("nlpjourney/rated-sentences", "tweets", split="train")
dataset = dataset.select(range(400)).select_columns("text")
sizes = {"hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 1}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)

print("packing  rows  steps  tokens  padding %")
for packing in (False, True):
    trainer = SFTTrainer(
        model=LlamaForCausalLM(config),
        args=SFTConfig(
            output_dir="out",
            max_length=128,
            packing=packing,
            per_device_train_batch_size=8,
            use_cpu=True,
        ),
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    batches = list(trainer.get_train_dataloader())  # one epoch
    cells = sum(batch["input_ids"].numel() for batch in batches)
    tokens = sum(len(row["input_ids"]) for row in trainer.train_dataset)
    rows, padding = len(trainer.train_dataset), 100 * (1 - tokens / cells)
    print(f"{packing!s:<7}  {rows:>4}  {len(batches):>5}  {tokens:>6}  {padding:>9.1f}")
