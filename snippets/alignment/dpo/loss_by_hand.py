from datasets import Dataset
from peft import LoraConfig
from torch.nn.functional import logsigmoid
from transformers import PrinterCallback
from trl import DPOConfig, DPOTrainer

rows = [
    {
        "prompt": "A product review:",
        "chosen": " Great sound.",
        "rejected": " It broke twice.",
    },
    {"prompt": "A product review:", "chosen": " I love it.", "rejected": " Awful."},
]
trainer = DPOTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    args=DPOConfig(
        output_dir="out",
        beta=0.1,
        max_steps=1,
        learning_rate=1e-3,
        logging_steps=1,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(rows),
    eval_dataset=Dataset.from_list(rows),
    peft_config=LoraConfig(r=8, target_modules="all-linear"),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
first, after = trainer.state.log_history[0], trainer.evaluate()
batch = next(iter(trainer.get_eval_dataloader()))
mask, tokens = batch.pop("completion_mask")[:, 1:], batch["input_ids"][:, 1:]


def log_probs(model):
    logits = model(**batch).logits[:, :-1]
    log_probs = logits.log_softmax(dim=-1).gather(2, tokens[..., None])
    return (log_probs[..., 0] * mask).sum(dim=1)  # one number per answer


policy = log_probs(trainer.model)
with trainer.model.disable_adapter():
    reference = log_probs(trainer.model)

rewards = 0.1 * (policy - reference)
chosen, rejected = rewards.detach().chunk(2)
by_hand = -logsigmoid(chosen - rejected).mean().item()
print(f"first step: loss {first['loss']:.3f}, accuracy {first['rewards/accuracies']}")
print("after it      by hand  DPOTrainer")
print(f"loss          {by_hand:7.2f}  {after['eval_loss']:10.2f}")
print(f"chosen        {chosen.mean():7.2f}  {after['eval_rewards/chosen']:10.2f}")
print(f"rejected      {rejected.mean():7.2f}  {after['eval_rewards/rejected']:10.2f}")
print(
    f"difference of the losses below 1e-5: {abs(by_hand - after['eval_loss']) < 1e-5}"
)
