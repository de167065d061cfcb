cat > train.py <<'END'
from accelerate import Accelerator

accelerator = Accelerator()
accelerator.print("device:", accelerator.device.type)
accelerator.print("mixed precision:", accelerator.mixed_precision)
END

accelerate config default --config_file config.json --mixed_precision bf16
grep -E "distributed_type|mixed_precision|num_processes|use_cpu" config.json
accelerate launch --config_file config.json train.py
