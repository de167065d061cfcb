import torch
from accelerate import Accelerator, debug_launcher
from torch.utils.data import DataLoader


def evaluate():
    accelerator = Accelerator(cpu=True)
    assert accelerator.num_processes == 2
    loader = accelerator.prepare(DataLoader(torch.arange(10), batch_size=3))
    own, gathered, for_metrics, full_only = [], [], [], []
    for batch in loader:
        own += batch.tolist()
        gathered += accelerator.gather(batch).tolist()
        for_metrics += accelerator.gather_for_metrics(batch).tolist()
    # the same rows, but without the batch that is not full
    dropping = DataLoader(torch.arange(10), batch_size=3, drop_last=True)
    for batch in accelerator.prepare(dropping):
        full_only += accelerator.gather_for_metrics(batch).tolist()
    if accelerator.is_main_process:
        print("no gathering:      ", len(own), "rows,", own)
        print("gather:            ", len(gathered), "rows,", gathered)
        print("gather_for_metrics:", len(for_metrics), "rows,", for_metrics)
        print("with drop_last:    ", len(full_only), "rows,", full_only)
    assert sorted(for_metrics) == list(range(10))
    accelerator.end_training()


if __name__ == "__main__":
    debug_launcher(evaluate, num_processes=2)
