from datasets import load_dataset
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline, make_union

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text")
table = table[table["rating"].abs() >= 1]
rest, test = train_test_split(table, test_size=1000, random_state=0)
train, validation = train_test_split(rest, test_size=1000, random_state=0)

words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
features = {"words": words, "characters": letters, "both": make_union(words, letters)}
best = 0.0
print("n-grams      C  validation")
for name, vectorizer in features.items():
    for c in (1, 10):
        model = make_pipeline(vectorizer, LogisticRegression(C=c, max_iter=1000))
        model.fit(train["text"], train["rating"] > 0)
        score = model.score(validation["text"], validation["rating"] > 0)
        print(f"{name:10}  {c:2}  {score:10.2f}")
        if score > best:
            best, chosen = score, model

right = chosen.score(test["text"], test["rating"] > 0)
margin = 1.96 * (right * (1 - right) / len(test)) ** 0.5
print(f"trained on {len(train):,} rows, test accuracy {right:.2f} ± {margin:.2f}")
