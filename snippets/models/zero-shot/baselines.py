import copy

import torch
from datasets import load_dataset
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

checkpoint = "nlpjourney/nli"
rated = load_dataset("nlpjourney/rated-sentences", "amazon", split="train")
clear = [row for row in rated.shuffle(seed=1) if abs(row["rating"]) >= 1][:200]
texts = [row["text"] for row in clear]
truth = torch.tensor([row["rating"] > 0 for row in clear])


def entailment() -> torch.Tensor:
    classifier = pipeline("zero-shot-classification", model=checkpoint)
    results = classifier(texts, candidate_labels=["positive", "negative"])
    return torch.tensor([result["labels"][0] == "positive" for result in results])


def embeddings() -> torch.Tensor:
    model = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
    descriptions = ["This is a positive review.", "This is a negative review."]
    vectors, labels = (torch.tensor(model.encode(x)) for x in (texts, descriptions))
    similarities = vectors @ labels.T
    return similarities[:, 0] > similarities[:, 1]


def few_shot() -> tuple[torch.Tensor, torch.Tensor]:
    decoder = "HuggingFaceTB/SmolLM2-135M-Instruct"
    tokenizer = AutoTokenizer.from_pretrained(decoder)
    model = AutoModelForCausalLM.from_pretrained(decoder, dtype=torch.float32).eval()
    examples = (
        "Review: The pictures are sharp and the menu is simple.\nSentiment: positive\n"
        "Review: It stopped working after two days.\nSentiment: negative\nReview:"
    )
    label_ids = [
        tokenizer(" " + name)["input_ids"][0] for name in ("positive", "negative")
    ]
    leads = []  # log p(positive) - log p(negative)
    with torch.no_grad():
        shared = model(**tokenizer(examples, return_tensors="pt")).past_key_values
        for text in [*texts, "N/A"]:
            rest = tokenizer(f" {text}\nSentiment:", return_tensors="pt").input_ids
            logits = model(
                rest, past_key_values=copy.deepcopy(shared), logits_to_keep=1
            ).logits
            positive, negative = logits[0, -1, label_ids].tolist()
            leads.append(positive - negative)
    *leads, without_text = torch.tensor(leads)
    leads = torch.stack(leads)
    return leads > 0, leads > without_text


raw, calibrated = few_shot()
answers = {
    "majority": torch.full_like(truth, truth.float().mean() > 0.5),
    "few-shot": raw,
    "few-shot, calibrated": calibrated,
    "embeddings": embeddings(),
    "NLI model": entailment(),
}
print("method                 accuracy   predicted positive")
for method, predicted in answers.items():
    accuracy, share = (predicted == truth).float().mean(), predicted.float().mean()
    print(f"{method:21}  {accuracy:8.2f}   {share:18.2f}")
