from datasets import Dataset
from peft import LoraConfig, get_peft_model
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM
from trl import DPOConfig, DPOTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 64, "intermediate_size": 64, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
LlamaForCausalLM(config).save_pretrained("base")
row = {"prompt": "A review:", "chosen": " I love it.", "rejected": " It broke."}
lora = LoraConfig(target_modules="all-linear", task_type="CAUSAL_LM")
adapted = get_peft_model(LlamaForCausalLM.from_pretrained("base"), lora)


def describe(name, model, peft_config=None, **options):
    trainer = DPOTrainer(
        model=model,
        args=DPOConfig("out", use_cpu=True, **options),
        train_dataset=Dataset.from_list([row]),
        processing_class=tokenizer,
        peft_config=peft_config,
    )
    adapters = [*getattr(trainer.model, "peft_config", {})] or "-"
    columns = [c for c in trainer.train_dataset.column_names if c.startswith("ref")]
    print(
        f"{name}\n  second model: {trainer.ref_model is not None}, adapters: {adapters}"
    )
    print("  stored:", *columns or "-")


describe("a path", "base")
describe("a path, precompute_ref_log_probs", "base", precompute_ref_log_probs=True)
describe("a path and peft_config", "base", lora)
describe("a PeftModel", adapted)
