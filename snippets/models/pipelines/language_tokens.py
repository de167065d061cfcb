from transformers import NllbTokenizer

tokenizer = NllbTokenizer(src_lang="eng_Latn", tgt_lang="fra_Latn")  # no words yet
source = tokenizer("a sentence")["input_ids"]
print("encoder reads:", *tokenizer.convert_ids_to_tokens(source))
tokenizer.src_lang = "deu_Latn"
source = tokenizer("ein Satz")["input_ids"]
print("after src_lang = 'deu_Latn':", *tokenizer.convert_ids_to_tokens(source))

target = tokenizer.convert_tokens_to_ids("fra_Latn")
print(f"generate(**inputs, forced_bos_token_id={target}) writes", end=" ")
print(tokenizer.convert_ids_to_tokens(target), "first")
