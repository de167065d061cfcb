from pathlib import Path

from huggingface_hub import hf_hub_download
from transformers import AutoModel

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
commit = Path(hf_hub_download(checkpoint, "config.json", revision="main")).parent.name
assert int(commit, 16) >= 0  # raises unless all digits are hexadecimal
print("main is a commit of", len(commit), "hex digits")

pinned = AutoModel.from_pretrained(checkpoint, revision=commit)
latest = AutoModel.from_pretrained(checkpoint)
weights = latest.state_dict()
equal = [weights[name].equal(weight) for name, weight in pinned.state_dict().items()]
print("pinned and main:", sum(equal), "of", len(weights), "weights equal")

for revision in (commit[:7], "no-such-tag"):
    try:
        hf_hub_download(
            checkpoint, "config.json", revision=revision, local_files_only=True
        )
    except FileNotFoundError as error:
        name = "short hash" if revision in commit else revision
        print(f"{name}: {type(error).__name__}")
