from transformers import (
    M2M100Config,
    M2M100ForConditionalGeneration,
    NllbTokenizer,
    set_seed,
)

# NLLB's tags without its words, and an untrained model of its class.
tokenizer = NllbTokenizer(src_lang="eng_Latn", tgt_lang="fra_Latn")
pair = tokenizer("Delete", text_target="Supprimer", return_tensors="pt")
for name in ("input_ids", "labels"):
    print(f"{name:10}", *tokenizer.convert_ids_to_tokens(pair[name][0]))

set_seed(0)
size = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1}
size |= {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
model = M2M100ForConditionalGeneration(M2M100Config(vocab_size=len(tokenizer), **size))
ids = pair["input_ids"]
for target in ("fra_Latn", "deu_Latn"):
    tag = tokenizer.convert_tokens_to_ids(target)
    tokens = model.generate(ids, forced_bos_token_id=tag, max_new_tokens=1)[0]
    print(f"{target}:", *tokenizer.convert_ids_to_tokens(tokens))

print("lang_code_to_id:", hasattr(tokenizer, "lang_code_to_id"))
