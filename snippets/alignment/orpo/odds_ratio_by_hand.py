from datasets import Dataset
from torch import log1p
from torch.nn.functional import logsigmoid
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
prompt = "A product review:"
rows = [
    {"prompt": prompt, "chosen": " Great sound.", "rejected": " It broke twice."},
    {"prompt": prompt, "chosen": " I love it.", "rejected": " Awful."},
]
trainer = ORPOTrainer(
    model=AutoModelForCausalLM.from_pretrained(checkpoint, dtype="float32"),
    args=ORPOConfig("out", beta=0.1, bf16=False, use_cpu=True),
    train_dataset=Dataset.from_list(rows),
    eval_dataset=Dataset.from_list(rows),
    processing_class=AutoTokenizer.from_pretrained(checkpoint),
)
metrics = trainer.evaluate()
batch = next(iter(trainer.get_eval_dataloader()))


def token_log_probs(side):
    ids, mask = batch[f"{side}_input_ids"], batch[f"{side}_attention_mask"]
    logits = trainer.model(input_ids=ids, attention_mask=mask).logits[:, :-1]
    log_probs = logits.log_softmax(dim=-1).gather(2, ids[:, 1:, None])[..., 0]
    return log_probs, mask[:, 1:], batch[f"{side}_labels"][:, 1:] != -100


log_odds = {}
for side in ("chosen", "rejected"):
    log_probs, text, answer = token_log_probs(side)
    mean = (log_probs * answer).sum(dim=1) / answer.sum(dim=1)
    log_odds[side] = mean - log1p(-mean.exp())
    if side == "chosen":
        nll = -(log_probs * text).sum() / text.sum()  # prompt and answer

ratio = log_odds["chosen"] - log_odds["rejected"]
loss = nll - 0.1 * logsigmoid(ratio).mean()
print("                   by hand  ORPOTrainer")
print(f"nll, prompt too    {nll:7.3f}  {metrics['eval_nll_loss']:11.3f}")
print(
    f"log odds ratio     {ratio.mean():7.3f}  {metrics['eval_log_odds_chosen']:11.3f}"
)
print(f"loss               {loss:7.3f}  {metrics['eval_loss']:11.3f}")
