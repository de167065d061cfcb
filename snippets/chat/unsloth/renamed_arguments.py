from inspect import signature

import trl

written = {
    "SFT": ["tokenizer", "dataset_text_field", "max_seq_length", "packing"],
    "DPO": ["tokenizer", "ref_model", "beta", "max_length", "max_prompt_length"],
    "ORPO": ["tokenizer", "max_length"],
}
for method, arguments in written.items():
    if not hasattr(trl, f"{method}Trainer"):
        print(f"{method}Trainer: not in trl, but in trl.experimental")
        continue
    trainer = signature(getattr(trl, f"{method}Trainer")).parameters
    config = signature(getattr(trl, f"{method}Config")).parameters
    for place, accepted in (("trainer", trainer), (f"{method}Config", config)):
        here = [name for name in arguments if name in accepted]
        print(f"{method}Trainer, in the {place}: {', '.join(here) or 'none'}")
    gone = [name for name in arguments if name not in trainer and name not in config]
    print(f"{method}Trainer, nowhere: {', '.join(gone)}")
