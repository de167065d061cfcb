from datasets import Dataset
from trl import pack_dataset

texts = ["abcdef", "ghi", "jk", "l"]  # one letter stands for one token
dataset = Dataset.from_dict({"input_ids": [[ord(c) for c in text] for text in texts]})

for strategy in ("bfd", "bfd_split", "wrapped"):
    packed = pack_dataset(dataset, seq_length=4, strategy=strategy)
    rows = ["".join(map(chr, row)) for row in packed["input_ids"]]
    lost = sum(map(len, texts)) - sum(map(len, rows))
    lengths = packed["seq_lengths"] if "seq_lengths" in packed.column_names else "none"
    print(f"{strategy:<9} {rows}, {lost} tokens lost")
    print(f"{'':<9} seq_lengths: {list(lengths) if lengths != 'none' else lengths}")
