load='
from huggingface_hub import constants, hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError
import sys
print("offline:", constants.HF_HUB_OFFLINE, end="  ")
try:
    hf_hub_download(sys.argv[1], "config.json")
    print(sys.argv[1], "loaded")
except LocalEntryNotFoundError as error:
    print(sys.argv[1], type(error).__name__)
'
cached=sentence-transformers/all-MiniLM-L6-v2
python -c "$load" $cached > /dev/null  # the one run that may need the network
HF_HUB_OFFLINE=1 python -c "$load" $cached
HF_HUB_OFFLINE=1 python -c "$load" someone/never-downloaded

HF_HUB_OFFLINE=0 python -c '
from huggingface_hub import constants
import os
os.environ["HF_HUB_OFFLINE"] = "1"
print("set after the import:", constants.HF_HUB_OFFLINE)
'
