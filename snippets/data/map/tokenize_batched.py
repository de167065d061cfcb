from datasets import Dataset
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("sentence-transformers/all-MiniLM-L6-v2")
texts = [f"Message {number}: please reply." for number in range(1000)]
messages = Dataset.from_dict({"text": texts})
calls = []


def tokenize(rows):  # a row holds one text, a batch a list of them: both are accepted
    calls.append(type(rows["text"]).__name__)
    return tokenizer(rows["text"], truncation=True)


one_by_one = messages.map(tokenize)
print("one by one:", len(calls), "calls of the tokenizer, each with a", calls[0])
calls.clear()
batched = messages.map(tokenize, batched=True)
print("batched:   ", len(calls), "call of the tokenizer, with a", calls[0])

print("columns:", batched.column_names)
print("same rows:", one_by_one.to_list() == batched.to_list())
print("written in Rust:", tokenizer.is_fast)
