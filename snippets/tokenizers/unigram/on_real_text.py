import json

from datasets import load_dataset
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

tokenizer = Tokenizer(models.Unigram())
tokenizer.normalizer = normalizers.Replace(Regex(r"\s+"), " ")
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()  # writes a space as ▁
trainer = trainers.UnigramTrainer(
    vocab_size=4000, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False
)
reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
tokenizer.train_from_iterator(reviews["text"][:], trainer)

# Characters that training dropped come back in any order, each scored a little lower.
unknown, *pieces = json.loads(tokenizer.to_str())["model"]["vocab"]
lowest = min(score for token, score in pieces if len(token) > 1)
pieces = [(token, round(max(score, lowest), 6)) for token, score in pieces]
pieces.sort(key=lambda piece: (-piece[1], piece[0]))
tokenizer.model = models.Unigram([tuple(unknown), *pieces], unk_id=0)
PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained("unigram")

print(f"{len(reviews):,} sentences, {tokenizer.get_vocab_size():,} tokens")
for text in ("Predictable", "an unwatchably slow tokenizer", "naïve 映画"):
    encoding = tokenizer.encode(text)
    print(*encoding.tokens, encoding.ids)
