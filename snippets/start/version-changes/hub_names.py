import warnings

from huggingface_hub import get_token, hf_hub_download
from huggingface_hub.errors import HfHubHTTPError

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
for name in ("cached_download", "Repository", "HfFolder", "upload_large_folder"):
    try:
        exec(f"from huggingface_hub import {name}")
    except ImportError as error:
        print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

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
