from datasets import Dataset
from peft import LoraConfig
from torch import sigmoid, where
from transformers import PrinterCallback
from trl import KTOConfig, KTOTrainer

product, film = "A product review:", "A film review:"
votes = [
    {"prompt": product, "completion": " Great sound, easy to use.", "label": True},
    {"prompt": product, "completion": " It broke.", "label": False},
    {"prompt": film, "completion": " A warm and funny story.", "label": True},
    {"prompt": film, "completion": " Awful.", "label": False},
]
trainer = KTOTrainer(
    model="HuggingFaceTB/SmolLM2-135M-Instruct",
    args=KTOConfig(
        output_dir="out",
        beta=0.1,
        max_steps=1,
        per_device_train_batch_size=4,
        learning_rate=1e-3,
        bf16=False,
        activation_checkpointing=False,
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    ),
    train_dataset=Dataset.from_list(votes),
    eval_dataset=Dataset.from_list(votes),
    peft_config=LoraConfig(r=8, target_modules="all-linear"),
)
trainer.remove_callback(PrinterCallback)  # it would print each log as a dictionary
trainer.train()
metrics = trainer.evaluate()
batch = next(iter(trainer.get_eval_dataloader()))


def log_probs(prefix=""):
    ids, mask = batch[f"{prefix}input_ids"], batch[f"{prefix}completion_mask"]
    logits = trainer.model(input_ids=ids).logits[:, :-1]
    log_probs = logits.log_softmax(dim=-1).gather(2, ids[:, 1:, None])[..., 0]
    return (log_probs * mask[:, 1:]).sum(dim=1).detach()  # one number per answer


policy, policy_other = log_probs(), log_probs("KL_")
with trainer.model.disable_adapter():
    reference, reference_other = log_probs(), log_probs("KL_")

log_ratio, good = policy - reference, batch["label"].bool()
kl = (policy_other - reference_other).mean().clamp(min=0)
value = sigmoid(0.1 * where(good, log_ratio - kl, kl - log_ratio))
loss = (1 - value).mean()
print("after one step  by hand  KTOTrainer")
print(f"kl              {kl:7.2f}  {metrics['eval_kl']:10.2f}")
print(f"loss            {loss:7.3f}  {metrics['eval_loss']:10.3f}")
