#!/usr/bin/env python3
"""Load a run of Tightrope and plot it: spikes over time, and the signals below.

    tightrope run fig-4f --for 0.5 --npz --out run
    python3 examples/read_run.py run/run.npz            # or: run, the folder with the CSV files
    python3 examples/read_run.py run/run.npz figure.png # into a file instead of a window

Needs numpy and matplotlib.
"""

import json
import sys
from pathlib import Path

import numpy as np


def load_npz(path):
    """A run as a dict: arrays by name, and where it comes from."""
    with np.load(path) as file:
        run = {name: file[name] for name in file.files}
    run["provenance"] = json.loads(str(run["provenance"]))
    return run


def load_csv(folder):
    """The same from spikes.csv, signals.csv and summary.json, as far as these tell it."""
    folder = Path(folder)
    summary = json.loads((folder / "summary.json").read_text())
    spikes = np.genfromtxt(folder / "spikes.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
    spikes = np.atleast_1d(spikes)
    signals = np.atleast_1d(np.genfromtxt(folder / "signals.csv", delimiter=",", names=True))
    populations = sorted(set(spikes["population"]))
    run = {
        "spike_time_s": spikes["time_s"],
        "spike_neuron": spikes["neuron"],
        "spike_population": np.array([populations.index(p) for p in spikes["population"]], dtype=int),
        "populations": np.array(populations),
        "time_s": signals["time_s"],
        "signals": np.array([name for name in signals.dtype.names if name not in ("time_s", "step")]),
        "provenance": json.loads(summary.get("provenance") or "{}"),
    }
    run.update({name: signals[name] for name in run["signals"]})
    return run


def load(path):
    """A run from an NPZ file or from a folder of CSV files."""
    return load_csv(path) if Path(path).is_dir() else load_npz(path)


def plot(run):
    """Spikes above, signals below; returns the figure."""
    import matplotlib.pyplot as plt

    figure, (raster, traces) = plt.subplots(2, 1, sharex=True, figsize=(7, 5), height_ratios=[2, 1])
    first = 0
    for k, name in enumerate(run["populations"]):
        own = run["spike_population"] == k
        if not own.any():
            continue
        raster.scatter(run["spike_time_s"][own], first + run["spike_neuron"][own], s=16, marker="|", label=str(name))
        first += int(run["spike_neuron"][own].max()) + 2
    raster.set_ylabel("neuron")
    raster.legend(loc="upper right")
    for name in run["signals"]:
        traces.plot(run["time_s"], run[name], lw=0.8, label=str(name))
    traces.set_xlabel("time in s")
    traces.legend(loc="upper right", fontsize="small", ncols=2)
    origin = run["provenance"]
    if origin:
        figure.suptitle(f"{origin['preset']}, seed {origin['seed']}, Tightrope {origin['version']}", fontsize=10)
    return figure


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    if len(sys.argv) == 3:
        import matplotlib

        matplotlib.use("Agg")
    drawn = plot(load(sys.argv[1]))
    if len(sys.argv) == 3:
        drawn.savefig(sys.argv[2], dpi=150)
        print("wrote", sys.argv[2])
    else:
        import matplotlib.pyplot

        matplotlib.pyplot.show()
