load='
import sys
from datasets import load_dataset
try:
    print(sys.argv[1:], load_dataset(*sys.argv[1:], split="train").num_rows, "rows")
except (ConnectionError, ValueError) as error:
    print(type(error).__name__ + ":", str(error).split(" in the cache")[0])
'
export HF_HUB_OFFLINE=1
python -c "$load" nlpjourney/rated-sentences tweets
python -c "$load" nlpjourney/rated-sentences
python -c "$load" imdb
python -c "$load" ./no-such-folder
