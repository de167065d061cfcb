import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

checkpoint = "nlpjourney/manual-qa"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = AutoModelForQuestionAnswering.from_pretrained(checkpoint).eval()
answer = (
    "The :setting:`SERVER_EMAIL` setting is the address of the sender, "
    "and :setting:`ADMINS` lists who gets it. "
)
before, after = (
    "The report is sent by mail. ",
    "Nothing is sent while a page is written. ",
)
context = before * 12 + answer + after * 12


def n_best(question, context, most=2, longest=20):
    """Windows, and the best spans of all, by their score minus that of no answer."""
    windows = tokenizer(
        question,
        context,
        truncation="only_second",
        max_length=112,
        stride=32,
        padding=True,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = windows.pop("offset_mapping").tolist()
    windows.pop("overflow_to_sample_mapping")
    with torch.no_grad():
        output = model(**windows)
    found = []
    for window, start in enumerate(output.start_logits):
        end = output.end_logits[window]
        no_answer = start[0] + end[0]  # both at [CLS]
        inside = torch.tensor([part == 1 for part in windows.sequence_ids(window)])
        allowed = (inside[:, None] & inside).triu().tril(longest - 1)
        scores = (start[:, None] + end - no_answer).masked_fill(~allowed, -torch.inf)
        for place in scores.flatten().topk(20).indices.tolist():
            first, last = divmod(place, len(scores))
            span = offsets[window][first][0], offsets[window][last][1]
            found.append((scores[first, last].item(), *span))
    best = []
    for score, first, last in sorted(found, reverse=True):
        if all(last <= one[1] or one[2] <= first for one in best):  # no overlap
            best.append((score, first, last))
    return len(offsets), best[:most]


for question in (
    "Which setting is the address of the sender?",
    "How many days is a report kept?",
):
    count, best = n_best(question, context)
    print(f"{question} ({count} windows)")
    for score, first, last in best if best[0][0] > 14 else []:
        print(f"  {score:.2f}  {context[first:last]}")
    if best[0][0] <= 14:
        print(f"  {best[0][0]:.2f}  no answer")

try:  # the question leaves fewer tokens than the stride
    n_best("Which of the settings is the right one? " * 10, context)
except BaseException as error:  # a panic of the Rust library is no Exception
    print(f"{type(error).__name__}: {str(error).split(' (')[0]}")
