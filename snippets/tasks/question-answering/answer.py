import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

checkpoint = "nlpjourney/manual-qa"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForQuestionAnswering.from_pretrained(checkpoint).eval()
context = (
    "The site sends a report to the people in ``ADMINS`` when a view raises an exception. "
    "The ``SERVER_EMAIL`` setting is the address of the sender. "
    "Call the ``mail_managers()`` function to write to the managers yourself."
)


def answer(question, context, longest=20):
    inputs = tokenizer(
        question, context, return_offsets_mapping=True, return_tensors="pt"
    )
    offsets = inputs.pop("offset_mapping")[0].tolist()
    with torch.no_grad():
        output = model(**inputs)
    scores = output.start_logits[0][:, None] + output.end_logits[0]  # (start, end)
    in_context = torch.tensor([part == 1 for part in inputs.sequence_ids(0)])
    allowed = (in_context[:, None] & in_context).triu().tril(longest - 1)
    best = scores.masked_fill(~allowed, -torch.inf).argmax().item()
    start, end = divmod(best, len(offsets))
    return context[offsets[start][0] : offsets[end][1]]


for question in (
    "Which setting is the address of the sender?",
    "Which function writes to the managers?",
):
    print(question, "->", answer(question, context))
