import torch
from datasets import load_dataset
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")


def pair(task, row):
    opinion = "Good" if row["rating"] > 0 else "Bad"
    if task == "judge":
        return f"Good or bad? {row['text']}", opinion
    return f"Review a film. Opinion: {opinion}", row["text"]


print("task   prompt tokens  answer tokens  share of the loss")
for task in ("judge", "write"):
    tokens, losses = torch.zeros(2), torch.zeros(2)  # of the prompts, of the answers
    for row in reviews.select(range(8)):
        prompt, answer = pair(task, row)
        user = {"role": "user", "content": prompt}
        messages = [user, {"role": "assistant", "content": answer}]
        before = tokenizer.apply_chat_template([user], add_generation_prompt=True)
        start = len(before["input_ids"])
        batch = tokenizer.apply_chat_template(messages, return_tensors="pt")
        ids = batch["input_ids"][0]
        with torch.no_grad():
            logits = model(**batch).logits[0, :-1]
        token_losses = cross_entropy(logits, ids[1:], reduction="none")
        prompt_losses, answer_losses = token_losses.tensor_split([start - 1])
        tokens += torch.tensor([len(prompt_losses), len(answer_losses)])
        losses += torch.stack([prompt_losses.sum(), answer_losses.sum()])
    share = losses[1] / losses.sum()
    print(f"{task}  {tokens[0] / 8:>13.0f}  {tokens[1] / 8:>13.0f}  {share:>17.2f}")
