from datasets import Dataset
from transformers import (
    AutoTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    PrinterCallback,
    set_seed,
)
from trl import DPOConfig, DPOTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
set_seed(0)
LlamaForCausalLM(config).save_pretrained("base")
pair = {"prompt": "A review:", "chosen": " I love it.", "rejected": " I hate it."}
same = pair | {"rejected": " I love it."}


def log(row=pair, learning_rate=1e-2, **options):
    trainer = DPOTrainer(
        model="base",
        args=DPOConfig(
            output_dir="out",
            max_steps=6,
            per_device_train_batch_size=2,
            logging_steps=1,
            learning_rate=learning_rate,
            bf16=False,
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
            **options,
        ),
        train_dataset=Dataset.from_list([row] * 2),
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train()
    return [entry for entry in trainer.state.log_history if "loss" in entry]


print("loss, step 6  gradient norm, step 1  case")
for name, options in {
    "as it should be": {},
    "default learning rate": {"learning_rate": 1e-6},
    "both answers equal": {"row": same},
    "cut before they differ": {"max_length": 4},
}.items():
    logs = log(**options)
    loss, norm = logs[-1]["loss"], logs[0]["grad_norm"]
    print(f"{loss:12.2f}  {norm:21.2f}  {name}")
