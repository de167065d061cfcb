from datasets import Dataset
from transformers import (
    AutoTokenizer,
    LlamaConfig,
    LlamaForSequenceClassification,
    PrinterCallback,
    set_seed,
)
from trl import RewardConfig, RewardTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 64, "intermediate_size": 64, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
config.num_labels, config.initializer_range = 1, 0.5
words = ["fine", "so very fine", "good", "great in each and every way"]
rows = [{"chosen": f"It is {w}.", "rejected": f"Not {w}."} for w in words * 2]

print("pairs at once  steps accumulated  loss  gradient norm")
for batch_size in (8, 4, 2, 1):
    set_seed(0)
    trainer = RewardTrainer(
        model=LlamaForSequenceClassification(config),
        args=RewardConfig(
            output_dir="out",
            per_device_train_batch_size=batch_size,
            gradient_accumulation_steps=8 // batch_size,
            max_steps=1,
            logging_steps=1,
            bf16=False,
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
        ),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train()
    log = trainer.state.log_history[0]
    print(
        f"{batch_size:>13}  {8 // batch_size:>17}  {log['loss']:4.2f}  {log['grad_norm']:13.2f}"
    )
