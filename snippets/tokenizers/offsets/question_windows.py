from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
question = "Where does the river rise?"
context = (
    "The river is long and slow. It crosses four countries and two deserts. "
    "It rises in the mountains of the north, where the snow stays until June."
)
answer = "the mountains of the north"
start = context.index(answer)
end = start + len(answer)

windows = tokenizer(
    question,
    context,
    max_length=28,
    truncation="only_second",  # the question stays whole
    stride=8,
    return_overflowing_tokens=True,
    return_offsets_mapping=True,
)
print(
    len(windows["input_ids"]),
    "windows of the text",
    windows["overflow_to_sample_mapping"],
)
for i, offsets in enumerate(windows["offset_mapping"]):
    inside = [k for k, part in enumerate(windows.sequence_ids(i)) if part == 1]
    first, last = offsets[inside[0]][0], offsets[inside[-1]][1]
    if first <= start and end <= last:
        a, b = windows.char_to_token(i, start, 1), windows.char_to_token(i, end - 1, 1)
        found = context[offsets[a][0] : offsets[b][1]]
        assert found == answer
    else:
        a, b, found = 0, 0, "not in this window: [CLS]"
    print(f"characters {first:>3} to {last:>3}: start {a:>2}, end {b:>2}  {found}")
