"""The same network, batch and updater in PyTorch on the CPU: a peer for ./keepstep bench.

Reads one number a line, does so many updates, answers with the seconds that they took.
usage: peer.py ROWS INPUTS HIDDEN1 HIDDEN2 CLASSES KEEP THREADS
"""
import sys
import time

import torch

rows, inputs, hidden1, hidden2, classes = (int(a) for a in sys.argv[1:6])
keep, threads = float(sys.argv[6]), int(sys.argv[7])
torch.set_num_threads(threads)
torch.manual_seed(1)
net = torch.nn.Sequential(
    torch.nn.Linear(inputs, hidden1),
    torch.nn.ReLU(),
    torch.nn.Dropout(1 - keep),
    torch.nn.Linear(hidden1, hidden2),
    torch.nn.ReLU(),
    torch.nn.Linear(hidden2, classes),
)
adam = torch.optim.Adam(net.parameters(), lr=1e-3)
x = torch.rand(rows, inputs)
y = torch.randint(0, classes, (rows,))
loss_of = torch.nn.CrossEntropyLoss()
for line in sys.stdin:
    began = time.perf_counter()
    for _ in range(int(line)):
        adam.zero_grad()
        loss_of(net(x), y).backward()
        adam.step()
    print(time.perf_counter() - began, flush=True)
