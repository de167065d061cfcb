import tempfile
import warnings

from transformers import TrainingArguments
from trl import SFTConfig

folder = tempfile.mkdtemp()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old = TrainingArguments(folder, gradient_checkpointing=True)

message = next(str(w.message) for w in caught if "checkpointing" in str(w.message))
new = TrainingArguments(folder, activation_checkpointing=True)

print("FutureWarning:", *message.partition(". ")[::2], sep="\n  ")
print("both set the same:", old.activation_checkpointing, new.activation_checkpointing)
print(
    "default of TrainingArguments:", TrainingArguments(folder).activation_checkpointing
)
sft = SFTConfig(folder, use_cpu=True)
print("default of SFTConfig:        ", sft.activation_checkpointing)
