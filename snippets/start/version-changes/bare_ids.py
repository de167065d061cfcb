from datasets.utils.file_utils import cached_path
from datasets.utils.hub import hf_dataset_url
from huggingface_hub import parse_hf_uri
from huggingface_hub.errors import HfUriError

for name in ("imdb", "glue"):
    try:  # the step of load_dataset(name) that fails once the Hub has answered
        cached_path(hf_dataset_url(name, "README.md", revision="main"))
    except HfUriError as error:
        print(f"{type(error).__name__}: {str(error).split('. ')[-1]}")

for name in ("stanfordnlp/imdb", "nyu-mll/glue"):
    print("new:", parse_hf_uri(f"hf://datasets/{name}").id)
