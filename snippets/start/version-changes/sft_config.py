from trl import SFTConfig

for old in ({"max_seq_length": 256}, {"warmup_ratio": 0.1}, {"use_liger": True}):
    try:
        SFTConfig("out", use_cpu=True, **old)
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")

args = SFTConfig("out", use_cpu=True, max_length=256, warmup_steps=0.1)
print("new:", args.max_length, args.warmup_steps)
print("max_length by default:", SFTConfig("out", use_cpu=True).max_length)
print("on by default: bf16", args.bf16, " checkpointing", args.activation_checkpointing)
