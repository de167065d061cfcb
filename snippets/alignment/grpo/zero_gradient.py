from datasets import Dataset
from transformers import (
    AutoTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    PrinterCallback,
    set_seed,
)
from trl import GRPOConfig, GRPOTrainer

tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
sizes = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2}
config = LlamaConfig(vocab_size=len(tokenizer), num_hidden_layers=1, **sizes)


def log(reward, **options):
    set_seed(0)
    trainer = GRPOTrainer(
        model=LlamaForCausalLM(config),
        reward_funcs=reward,
        args=GRPOConfig(
            output_dir="out",
            max_steps=1,
            per_device_train_batch_size=8,
            num_generations=4,
            max_completion_length=6,
            logging_steps=1,
            bf16=False,
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
            **options,
        ),
        train_dataset=Dataset.from_dict({"prompt": ["A color?", "An animal?"]}),
        processing_class=tokenizer,
    )
    trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
    trainer.train()
    return trainer.state.log_history[0]


def never(completions, **columns):
    return [0.0] * len(completions)


def by_prompt(prompts, **columns):
    return [float("color" in prompt) for prompt in prompts]


def by_answer(completions, **columns):
    return [float(len(completion) % 2) for completion in completions]


names = ["reward_std", "frac_reward_zero_std", "completions/clipped_ratio", "grad_norm"]
print("  ".join(name.split("/")[-1] for name in names))
for case, entry in {
    "no answer is rewarded": log(never),
    "equal within each group": log(by_prompt),
    "different in a group": log(by_answer),
    "the same, truncated ones masked": log(by_answer, mask_truncated_completions=True),
}.items():
    values = (f"{entry[name]:{len(name.split('/')[-1])}.2f}" for name in names)
    print("  ".join([*values, case]))
