import torch
from transformers import LlamaConfig, LlamaForCausalLM

torch.manual_seed(0)
sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1}
config = LlamaConfig(vocab_size=100, num_attention_heads=2, **sizes)
model = LlamaForCausalLM(config)  # random: the counts depend on lengths alone
prompt = torch.randint(3, 100, (1, 10))
mask = torch.ones_like(prompt)

counted = []
model.model.layers[0].register_forward_pre_hook(
    lambda _, args: counted.append(args[0].shape[1])
)

print("new tokens  with cache  without cache")
for new in (10, 20, 40, 80, 160):
    totals = []
    for use_cache in (True, False):
        counted.clear()
        options = {"min_new_tokens": new, "max_new_tokens": new, "do_sample": False}
        model.generate(prompt, attention_mask=mask, use_cache=use_cache, **options)
        totals.append(sum(counted))
    assert totals == [10 + new - 1, 10 * new + new * (new - 1) // 2]
    print(f"{new:<10}  {totals[0]:<10}  {totals[1]}")
