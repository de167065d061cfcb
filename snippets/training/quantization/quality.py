import torch
from datasets import load_dataset
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
texts = [text for text in reviews["text"] if 20 <= len(text) <= 45][:200]
inputs = tokenizer(texts, padding=True, return_tensors="pt")
labels = inputs["input_ids"].masked_fill(inputs["attention_mask"] == 0, -100)[:, 1:]
counted = labels != -100
nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4")
configs = {"full": None, "8-bit": BitsAndBytesConfig(load_in_8bit=True), "4-bit": nf4}
losses, choices = {}, {}

print(f"{len(texts)} sentences, {counted.sum():,} predicted tokens")
print("weights  loss per token  sentences made less likely  same first choice")
for name, config in configs.items():
    model = AutoModelForCausalLM.from_pretrained(
        checkpoint,
        quantization_config=config,
        dtype=torch.float32,  # in bf16, many processors take far longer
    )
    with torch.no_grad():
        logits = model(**inputs).logits[:, :-1]
    each = cross_entropy(logits.transpose(1, 2), labels, reduction="none")
    losses[name], choices[name] = each.sum(1), logits.argmax(-1)[counted]
    loss = losses[name].sum() / counted.sum()
    worse = (losses[name] > losses["full"]).float().mean()
    same = (choices[name] == choices["full"]).float().mean()
    print(f"{name:<7}  {loss:>14.2f}  {worse:>26.2f}  {same:>17.2f}")
