import warnings
from contextlib import contextmanager

from huggingface_hub import get_token, hf_hub_download
from huggingface_hub.errors import HfHubHTTPError

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"


@contextmanager
def print_error():
    try:
        yield
    except ImportError as error:
        print(f"ImportError: {str(error).split(' (')[0]}")


with print_error():
    from huggingface_hub import cached_download

with print_error():
    from huggingface_hub import Repository

with print_error():
    from huggingface_hub import HfFolder

with print_error():
    from huggingface_hub import upload_large_folder

try:
    hf_hub_download(checkpoint, "config.json", use_auth_token=True)
except TypeError as error:
    print(f"{type(error).__name__}: {error}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    hf_hub_download(checkpoint, "config.json", resume_download=True)

print(f"{caught[0].category.__name__}: {str(caught[0].message).split(' and ')[0]}")

path = hf_hub_download(checkpoint, "config.json", token=get_token())
print("new:", path.endswith("config.json"), HfHubHTTPError.__mro__[1].__module__)
