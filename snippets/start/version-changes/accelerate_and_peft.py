from accelerate import Accelerator
from accelerate.utils import DataLoaderConfiguration
from peft import prepare_model_for_kbit_training

for old in ({"fp16": True}, {"logging_dir": "logs"}, {"dispatch_batches": True}):
    try:
        Accelerator(cpu=True, **old)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

try:
    from peft import prepare_model_for_int8_training  # noqa: F401
except ImportError as error:
    print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

accelerator = Accelerator(
    cpu=True,
    mixed_precision="no",  # "fp16" and "bf16" where the device has them
    project_dir="logs",
    dataloader_config=DataLoaderConfiguration(dispatch_batches=True),
)
print("new:", accelerator.mixed_precision, accelerator.project_dir)
print("new:", prepare_model_for_kbit_training.__name__)
