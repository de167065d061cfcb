from copy import deepcopy

from datasets import Dataset
from peft import LoraConfig
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM, PrinterCallback
from trl import DPOConfig, DPOTrainer, GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)
prompt, better, worse = "A review:", " I love it.", " I hate it."
pair = {"prompt": prompt, "chosen": better, "rejected": worse}
lora = LoraConfig(target_modules="all-linear", task_type="CAUSAL_LM")
shared = {"max_steps": 1, "use_cpu": True, "bf16": False, "disable_tqdm": True}
shared |= {"per_device_train_batch_size": 4, "save_strategy": "no"}
group = {"num_generations": 4, "max_completion_length": 5}


def reward(completions, **columns):
    return [float(len(text)) for text in completions]


def count(trainer_class, config_class, row, **arguments):
    options = arguments.pop("options", {}) | shared
    trainer = trainer_class(
        LlamaForCausalLM(deepcopy(config)),  # Trainer sets use_cache in it
        args=config_class("out", activation_checkpointing=False, **options),
        train_dataset=Dataset.from_list([row] * 4),
        processing_class=tokenizer,
        peft_config=lora,
        **arguments,
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    passes = []
    embeddings = trainer.model.get_input_embeddings()
    embeddings.register_forward_hook(lambda m, ids, out: passes.append(ids[0].numel()))
    trainer.train()
    name = trainer_class.__name__.removesuffix("Trainer")
    print(f"{name:<6}  {len(passes):>6}  {sum(passes):>6}  {' '.join(row)}")


print("method  passes  tokens  columns")
count(SFTTrainer, SFTConfig, {"prompt": prompt, "completion": better})
count(ORPOTrainer, ORPOConfig, pair)
count(DPOTrainer, DPOConfig, pair)
rule = {"reward_funcs": reward, "options": group}
count(GRPOTrainer, GRPOConfig, {"prompt": prompt}, **rule)
