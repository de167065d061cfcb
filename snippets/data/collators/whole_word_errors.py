import textwrap

import transformers
from transformers import AutoTokenizer, DataCollatorForLanguageModeling

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
collator = DataCollatorForLanguageModeling(
    tokenizer, whole_word_mask=True, mask_replace_prob=1, random_replace_prob=0
)
short = tokenizer("Short", return_offsets_mapping=True)
longer = tokenizer("Not as short", return_offsets_mapping=True)

for what, attempt in {
    "unequal lengths": lambda: collator([dict(short), dict(longer)]),
    "no offset_mapping": lambda: collator([dict(tokenizer("Short"))]),
    "the old class": lambda: transformers.DataCollatorForWholeWordMask,
}.items():
    try:
        attempt()
    except (ValueError, IndexError, AttributeError) as error:
        reason = str(error).split(" have excessive")[0]
        message = f"{what}: {type(error).__name__}: {reason}"
        print(textwrap.fill(message, 84, subsequent_indent="  "))
