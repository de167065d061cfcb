import textwrap

from trl import DPOConfig, DPOTrainer

old_config = {
    "max_prompt_length": 512,
    "max_completion_length": 512,
    "label_pad_token_id": -100,
    "padding_value": 0,
    "reference_free": True,
    "rpo_alpha": 1.0,
    "generate_during_eval": True,
    "force_use_ref_model": True,
    "ref_adapter_name": "reference",
    "base_model_attribute_name": "model",
}
old_trainer = {"tokenizer": None, "beta": 0.1, "max_length": 512, "model_init": None}


def refused(call, arguments, **others):
    names = []
    for name, value in arguments.items():
        try:
            call(**{name: value}, **others)
        except TypeError as error:
            if f"unexpected keyword argument '{name}'" in str(error):
                names.append(name)
    return names


gone = {
    "DPOConfig": refused(DPOConfig, old_config),
    "DPOTrainer": refused(DPOTrainer, old_trainer, model="base"),
}
for name, arguments in gone.items():
    text = f"{name}: unexpected keyword argument {', '.join(arguments)}"
    print(textwrap.fill(text, 84, subsequent_indent="  "))
