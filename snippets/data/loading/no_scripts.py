import logging
from pathlib import Path

import pandas as pd
from datasets import load_dataset

Path("my_reviews.py").write_text("import datasets  # a loading script, as in 2023\n")
Path("reviews.csv").write_text("text\nGood\n")
pd.DataFrame({"text": ["Good"]}).to_pickle("reviews.pkl")
logged = []
logging.getLogger("datasets.load").addFilter(lambda record: logged.append(record.msg))

for path, options in (
    ("./my_reviews.py", {}),
    ("./my_reviews.py", {"trust_remote_code": True}),
    ("pandas", {"data_files": "reviews.pkl"}),
):
    try:
        load_dataset(path, **options)
    except (RuntimeError, ValueError) as error:
        print(f"{type(error).__name__}: {str(error).split(' because')[0]}")

logged.clear()
csv = load_dataset("csv", data_files="reviews.csv", trust_remote_code=True)
print("loaded", csv.num_rows, "and logged:", logged[0].splitlines()[0])
