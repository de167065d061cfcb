import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    StoppingCriteria,
    StoppingCriteriaList,
)

checkpoint = "HuggingFaceTB/SmolLM2-135M-Instruct"
tokenizer = AutoTokenizer.from_pretrained(checkpoint, padding_side="left")
model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)


class StopAtRepeat(StoppingCriteria):
    # stops a row as soon as its last token occurs in it for the third time
    def __call__(self, input_ids, scores, **kwargs):
        return (input_ids == input_ids[:, -1:]).sum(dim=-1) >= 3  # one bool per row


prompts = ["one two one two one two", "My favourite season is"]
inputs = tokenizer(prompts, padding=True, return_tensors="pt")
criteria = StoppingCriteriaList([StopAtRepeat()])
ids = model.generate(
    **inputs, max_new_tokens=12, do_sample=False, stopping_criteria=criteria
)
for row in ids[:, inputs["input_ids"].shape[1] :].tolist():
    print(
        "new tokens:",
        sum(token != tokenizer.pad_token_id for token in row),
        "of",
        len(row),
    )
