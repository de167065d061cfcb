from statistics import mean, stdev

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
set_seed(0)
model = LlamaForCausalLM(config)
model.generation_config.eos_token_id = list(range(0, 49152, 4))  # so answers end early
groups = {"A color?": [1.0, 0.0, 0.0, 0.0], "An animal?": [1.0, 1.0, 1.0, 1.0]}


def reward(prompts, completions, **columns):
    left = {prompt: list(values) for prompt, values in groups.items()}
    return [left[prompt].pop(0) for prompt in prompts]


class Watched(GRPOTrainer):
    def compute_loss(self, model, inputs, *arguments, **options):
        advantages, lengths = inputs["advantages"], inputs["completion_mask"].sum(1)
        by_hand = -(advantages * lengths).sum() / lengths.sum()
        print("TRL      ", [round(a, 2) for a in advantages.tolist()])
        loss = super().compute_loss(model, inputs, *arguments, **options)
        print(f"loss by hand {by_hand:.2f}, TRL {loss:.2f}")
        return loss


trainer = Watched(
    model=model,
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
    ),
    train_dataset=Dataset.from_dict({"prompt": list(groups)}),
    processing_class=tokenizer,
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
for prompt, rewards in groups.items():
    scale = stdev(rewards) + 1e-4
    advantages = [(reward - mean(rewards)) / scale for reward in rewards]
    print(f"by hand   {[round(a, 2) for a in advantages]}  {prompt}")

trainer.train()
log = trainer.state.log_history[0]
names = ("reward", "reward_std", "frac_reward_zero_std", "grad_norm")
print(*(f"{name} {log[name]:.2f}" for name in names), sep=", ")
