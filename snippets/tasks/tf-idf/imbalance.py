from datasets import load_dataset
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import TunedThresholdClassifierCV, train_test_split
from sklearn.pipeline import make_pipeline

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text").assign(bad=lambda t: t.rating < 0)
table = table[(table.rating >= 1) | (table.rating <= -1) & (table.index % 8 == 0)]
train, test = train_test_split(table, test_size=0.3, random_state=0)
print(f"bad, training rows: {train.bad.sum()} of {len(train):,}")
print(f"bad, test rows: {test.bad.sum()} of {len(test):,}")
print("class_weight  threshold  precision  recall    F1")
for class_weight in (None, "balanced"):
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    regression = LogisticRegression(C=10, max_iter=1000, class_weight=class_weight)
    model = make_pipeline(vectorizer, regression).fit(train.text, train.bad)
    tuned = TunedThresholdClassifierCV(model, scoring="f1", cv=5)
    tuned.fit(train.text, train.bad)
    for classifier, threshold in ((model, 0.5), (tuned, tuned.best_threshold_)):
        found = classifier.predict(test.text)
        scores = precision_recall_fscore_support(test.bad, found, average="binary")
        row = "  {:9.2f}  {:6.2f}  {:4.2f}".format(*scores[:3])
        print(f"{class_weight!s:12}  {threshold:9.2f}{row}")
