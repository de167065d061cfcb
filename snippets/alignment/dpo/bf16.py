from datasets import Dataset
from peft import LoraConfig
from torch.nn.functional import logsigmoid
from transformers import set_seed
from trl import DPOConfig, DPOTrainer

prompt = "A product review:"
rows = [
    {"prompt": prompt, "chosen": " Great sound.", "rejected": " It broke twice."},
    {"prompt": prompt, "chosen": " I love it.", "rejected": " Awful."},
]


def log_probs(model, batch):  # in float32, with the logits of the whole batch
    ids, mask = batch["input_ids"], batch["completion_mask"]
    logits = model(input_ids=ids, attention_mask=batch["attention_mask"]).logits
    log_probs = logits[:, :-1].log_softmax(dim=-1).gather(2, ids[:, 1:, None])
    return (log_probs[..., 0] * mask[:, 1:]).sum(dim=1).detach()


def band(difference, low, high):
    if difference < low:
        return f"below {low}"
    return f"{low} to {high}" if difference < high else f"above {high}"


print("difference  log-probability  loss")
for bf16 in (False, True):
    set_seed(0)
    trainer = DPOTrainer(
        model="HuggingFaceTB/SmolLM2-135M-Instruct",
        args=DPOConfig("out", beta=0.1, bf16=bf16, use_cpu=True),
        train_dataset=Dataset.from_list(rows),
        eval_dataset=Dataset.from_list(rows),
        # random weights in both matrices, so that the adapter changes the model
        peft_config=LoraConfig(r=8, lora_alpha=1, init_lora_weights=False),
    )
    batch = next(iter(trainer.get_eval_dataloader()))
    policy = log_probs(trainer.model, batch)
    with trainer.model.disable_adapter():
        reference = log_probs(trainer.model, batch)
    metrics = trainer.evaluate()  # bf16=True: from here on, autocast in trainer.model
    chosen, rejected = (0.1 * (policy - reference)).chunk(2)
    loss = -logsigmoid(chosen - rejected).mean()
    worst = max(
        abs(log_probs.mean().item() - metrics[f"eval_logps/{side}"])
        for side, log_probs in zip(("chosen", "rejected"), policy.chunk(2), strict=True)
    )
    error = abs(loss.item() - metrics["eval_loss"])
    precision = "bfloat16" if bf16 else "float32"
    print(f"{precision:<10}  {band(worst, 0.001, 1):<15}  {band(error, 1e-5, 0.05)}")
