from datasets import load_dataset
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
clear = [row for row in reviews if abs(row["rating"]) >= 1]
model = make_pipeline(
    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
    LogisticRegression(C=10, max_iter=1000),
).fit([row["text"] for row in clear], [row["rating"] > 0 for row in clear])

vectorizer, regression = model
names, weights = vectorizer.get_feature_names_out(), regression.coef_[0]
order = weights.argsort()
print("negative:", ", ".join(names[order[:8]]))
print("positive:", ", ".join(names[order[:-9:-1]]))

for text in ("It is good.", "It is not good.", "Nobody would call it good."):
    words = vectorizer.build_analyzer()(text)
    known = sum(word in vectorizer.vocabulary_ for word in words)
    positive = model.predict_proba([text])[0, 1]
    print(f"{text:26}  positive {positive:.2f}  known n-grams {known} of {len(words)}")
