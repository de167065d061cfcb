import importlib
import warnings
from contextlib import contextmanager

import trl.experimental
from trl import DPOTrainer, KTOTrainer, RewardTrainer
from trl.experimental.orpo import ORPOTrainer


@contextmanager
def print_error():
    try:
        yield
    except ImportError as error:
        print(f"ImportError: {str(error).split(' (')[0]}")


with print_error():
    from trl import DataCollatorForCompletionOnlyLM

with print_error():
    from trl import PPOTrainer

with print_error():
    from trl import AutoModelForCausalLMWithValueHead

with print_error():
    from trl import ORPOTrainer

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    importlib.reload(trl.experimental)  # the first import warned too

print("new:", ORPOTrainer.__module__.rpartition(".")[0])
print("warned:", caught[-1].category.__name__)
print("stable:", DPOTrainer.__name__, KTOTrainer.__name__, RewardTrainer.__name__)
