import importlib
import warnings

import trl.experimental
from trl import DPOTrainer, KTOTrainer, RewardTrainer
from trl.experimental.orpo import ORPOTrainer

for name in (
    "DataCollatorForCompletionOnlyLM",
    "PPOTrainer",
    "AutoModelForCausalLMWithValueHead",
    "ORPOTrainer",
):
    try:
        exec(f"from trl import {name}")
    except ImportError as error:
        print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    importlib.reload(trl.experimental)  # the first import said the same
print("new:", ORPOTrainer.__module__.rpartition(".")[0])
print("warned:", caught[-1].category.__name__)
print("stable:", DPOTrainer.__name__, KTOTrainer.__name__, RewardTrainer.__name__)
