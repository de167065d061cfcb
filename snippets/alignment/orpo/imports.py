from trl.experimental.orpo import ORPOConfig

try:
    from trl import ORPOTrainer

    print(ORPOTrainer)
except ImportError as error:
    message = str(error).split(" (")[0]  # the path of the installed library follows
    print(f"{type(error).__name__}: {message}")

print("ORPOConfig.__init__() got an unexpected keyword argument")
for name in ("max_prompt_length", "label_pad_token_id", "truncation_mode", "lambda_"):
    try:
        ORPOConfig("out", **{name: 512})
    except TypeError as error:
        print(" ", str(error).split()[-1])

config = ORPOConfig("out", use_cpu=True)
print(f"beta {config.beta}, learning rate {config.learning_rate}")
