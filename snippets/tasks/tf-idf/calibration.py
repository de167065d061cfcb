from datasets import load_dataset
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text")
table = table[table["rating"].abs() >= 1]
rest, test = train_test_split(table, test_size=2000, random_state=0)
train, validation = train_test_split(rest, test_size=1000, random_state=0)

print("model            accuracy  confidence  log loss")
for c in (0.1, 10, 1000):
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=c, max_iter=1000),
    ).fit(train["text"], train["rating"] > 0)
    calibrated = CalibratedClassifierCV(FrozenEstimator(model), method="sigmoid")
    calibrated.fit(validation["text"], validation["rating"] > 0)
    for name, one in ((f"C={c}", model), ("  calibrated", calibrated)):
        probabilities = one.predict_proba(test["text"])
        right = one.predict(test["text"]) == (test["rating"] > 0)
        loss = log_loss(test["rating"] > 0, probabilities)
        print(
            f"{name:15}  {right.mean():8.2f}  {probabilities.max(1).mean():10.2f}  {loss:8.2f}"
        )
