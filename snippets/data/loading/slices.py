from datasets import ReadInstruction, load_dataset

data = ("nlpjourney/rated-sentences", "amazon")  # 3,708 rows

for split in ("train[:10]", "train[-10:]", "train[:10%]", "train[:1%]+train[-1%:]"):
    print(f"{split:<24} {load_dataset(*data, split=split).num_rows} rows")

tenth = ReadInstruction("train", to=10, unit="%", rounding="pct1_dropremainder")
print(f"{'10 x 1%, rounded down':<24} {load_dataset(*data, split=tenth).num_rows} rows")

for start in range(0, 100, 25):  # cross-validation: a quarter held out each time
    held_out = load_dataset(*data, split=f"train[{start}%:{start + 25}%]")
    rest = load_dataset(*data, split=f"train[:{start}%]+train[{start + 25}%:]")
    assert not set(held_out["id"]) & set(rest["id"])
    print(f"held out {held_out.num_rows}, the rest {rest.num_rows}")
