from datasets import load_dataset
from sentence_transformers import SentenceTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

reviews = load_dataset("nlpjourney/rated-sentences", "movie_reviews", split="train")
table = reviews.to_pandas().drop_duplicates("text").assign(good=lambda t: t.rating > 0)
table = table[table.rating.abs() >= 1]
train, test = train_test_split(table, test_size=1000, random_state=0)
vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
model = make_pipeline(vectorizer, LogisticRegression(C=10, max_iter=1000))
model.fit(train.text, train.good)
test = test.assign(tf_idf=model.predict_proba(test.text)[:, 1])
errors = test[(test.tf_idf > 0.5) != test.good]

encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
head = LogisticRegression(C=10, max_iter=1000)
head.fit(encoder.encode(train.text[:1000].tolist()), train.good[:1000])
probabilities = head.predict_proba(encoder.encode(errors.text.tolist()))[:, 1]
errors = errors.assign(minilm=probabilities)
right = ((errors.minilm > 0.5) == errors.good).mean()
print(
    f"TF-IDF is wrong on {len(errors) / len(test):.2f}; MiniLM has {right:.2f} of these right"
)
print("good  TF-IDF  MiniLM")
errors = errors.assign(distance=(errors.tf_idf - errors.good).abs())
for row in errors[errors.text.str.len() <= 70].nlargest(6, "distance").itertuples():
    print(f"{row.good:4d}  {row.tf_idf:6.2f}  {row.minilm:6.2f}  {row.text}")
