import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
prompt = """\
Review: The pictures are sharp and the menu is simple.
Sentiment: positive
Review: It stopped working after two days.
Sentiment: negative
Review: {}
Sentiment:"""


def log_likelihood(text: str, label: str) -> float:
    """The sum of log p(token | everything before it) over the label's tokens."""
    before = tokenizer(prompt.format(text))["input_ids"]
    answer = tokenizer(" " + label)["input_ids"]
    with torch.no_grad():
        logits = model(torch.tensor([before + answer])).logits[0]
    steps = range(len(before) - 1, len(before) + len(answer) - 1)
    return sum(
        logits[i].log_softmax(-1)[x].item() for i, x in zip(steps, answer, strict=True)
    )


print("tokens:", tokenizer.tokenize(" positive"), tokenizer.tokenize(" negative"))
for text in (
    "I love this camera, it is excellent.",
    "Terrible, a complete waste of money.",
):
    scores = {label: log_likelihood(text, label) for label in ("positive", "negative")}
    print(f"{text:37} -> {max(scores, key=scores.get)}")
