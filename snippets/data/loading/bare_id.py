from huggingface_hub.errors import HfUriError
from huggingface_hub.utils import parse_hf_uri

for data in ("imdb", "stanfordnlp/imdb"):
    try:  # what load_dataset does with the id, once it has reached the Hub
        uri = parse_hf_uri(f"hf://datasets/{data}@main/README.md")
        print(f"{data}: {uri.path_in_repo} of the {uri.type} {uri.id}")
    except HfUriError as error:
        print(f"{data}: {type(error).__name__}: {str(error).split('. ')[-1]}")
