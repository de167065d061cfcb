from datasets import Dataset
from trl import maybe_convert_to_chatml

turns = [("system", "Be brief."), ("human", "What is 2+2?"), ("gpt", "It's 4.")]
conversation = [{"from": name, "value": text} for name, text in turns]
dataset = Dataset.from_list([{"conversations": conversation}])

converted = dataset.map(maybe_convert_to_chatml, remove_columns="conversations")
print("by TRL:", converted[0]["messages"][2])

roles = {"system": "system", "human": "user", "gpt": "assistant"}


def to_messages(row):
    messages = [
        {"role": roles[turn["from"]], "content": turn["value"]}
        for turn in row["conversations"]
    ]
    return {"messages": messages}


dataset = dataset.map(to_messages, remove_columns="conversations")
print("by the mapping:", dataset[0]["messages"][2])
