import tempfile

from transformers import (
    BertConfig,
    BertForSequenceClassification,
    LlamaConfig,
    LlamaForCausalLM,
    Trainer,
    TrainingArguments,
    set_seed,
)

size = {"vocab_size": 100, "hidden_size": 32, "num_hidden_layers": 2}
size |= {"num_attention_heads": 2, "intermediate_size": 64}
texts = [[i, i + 1, i + 2, i + 3] for i in range(8)]
next_token = [{"input_ids": ids, "labels": ids} for ids in texts]
classes = [{"input_ids": ids, "labels": ids[0] % 2} for ids in texts]


def first_step(model_class, config, dataset, batch_size, steps, fixed=False):
    set_seed(0)
    model = model_class(config)
    if fixed:
        model.accepts_loss_kwargs = False
    arguments = TrainingArguments(
        tempfile.mkdtemp(),
        per_device_train_batch_size=batch_size,
        gradient_accumulation_steps=steps,
        max_steps=1,
        logging_steps=1,
        save_strategy="no",
        use_cpu=True,
    )
    trainer = Trainer(model, arguments, train_dataset=dataset)
    trainer.log = lambda logs, *_: logged.append(logs)
    logged = []
    trainer.train()
    return f"loss {logged[0]['loss']:.2f}, gradient {logged[0]['grad_norm']:.2f}"


bert = BertConfig(**size, hidden_dropout_prob=0, attention_probs_dropout_prob=0)
head = (BertForSequenceClassification, bert, classes)
causal_lm = (LlamaForCausalLM, LlamaConfig(**size), next_token)

print("causal LM, 8 x 1:            ", first_step(*causal_lm, 8, 1))
print("causal LM, 2 x 4:            ", first_step(*causal_lm, 2, 4))
print("BERT head, 8 x 1:            ", first_step(*head, 8, 1))
print("BERT head, 2 x 4:            ", first_step(*head, 2, 4))
print("  accepts_loss_kwargs = False:", first_step(*head, 2, 4, fixed=True))
