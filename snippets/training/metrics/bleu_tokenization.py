import sacrebleu

hypothesis = "Well, it's a state-of-the-art model (2026)."
as_text = "Well, it's a state-of-the-art model (2026)."
as_tokens = "Well , it 's a state-of-the-art model ( 2026 ) ."


def score(reference: str, **options) -> float:
    return sacrebleu.corpus_bleu([hypothesis], [[reference]], **options).score


print(f"plain reference             {score(as_text):6.2f}")
print(f"reference already tokenized {score(as_tokens):6.2f}")
print(f"the same, tokenize='none'   {score(as_tokens, tokenize='none'):6.2f}")
print(f"the same, tokenize='intl'   {score(as_tokens, tokenize='intl'):6.2f}")
print(f"reference in lower case     {score(as_text.lower()):6.2f}")
print(f"the same, lowercase=True    {score(as_text.lower(), lowercase=True):6.2f}")
