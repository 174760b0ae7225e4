"""What a step costs elsewhere: a plain numpy port of the published algorithm, and Brian2 as compiled C++.

    pip install "numpy<2.3" brian2
    python benches/others.py

Networks are those of figures 4f and 8 (50 + 50 neurons, sigma_v = 0.15), and one of 10^5 neurons with noise. numpy does what
the program does: the full matrix of weights, one spike a step, I first. Brian2 is given the two latents instead of a matrix,
which is its fastest form, and has no rule of one spike a step; it runs on one core.
"""

import json
import pathlib
import time

import numpy as np

DT_MS, TAU_MS = 0.1, 10.0


def lines(n_e, n_i):
    """Straight boundaries y_I = 1 + 1.25 y_E of E and -0.5 + 2 y_E of I, as weights and thresholds of single neurons."""
    ones = np.ones
    return dict(
        from_e=np.concatenate([1.25 * ones(n_e), 2.0 * ones(n_i)]),
        from_i=ones(n_e + n_i),
        bias=np.concatenate([1.0 * ones(n_e), -0.5 * ones(n_i)]),
        d=np.concatenate([0.075 * ones(n_e), 0.15 * ones(n_i)]),
    )


def numpy_ns(n_e, n_i, sigma, steps):
    net, rng = lines(n_e, n_i), np.random.default_rng(1)
    sign = np.concatenate([np.ones(n_e), -np.ones(n_i)])
    incoming = np.where(sign[None, :] > 0, net["from_e"][:, None], -net["from_i"][:, None])
    weights = incoming * net["d"][None, :]
    a, v, last = DT_MS / TAU_MS, np.zeros(n_e + n_i), None
    amplitude, drive = np.sqrt(2 * a) * sigma, net["bias"] + 1.0
    start = time.perf_counter()
    for _ in range(steps):
        v += a * (drive - v)
        if last is not None:
            v += weights[:, last]
        if sigma:
            v += amplitude * rng.standard_normal(v.size)
        k = n_e + int(np.argmax(v[n_e:]))
        if v[k] < 1:
            k = int(np.argmax(v[:n_e]))
        last = k if v[k] >= 1 else None
    return 1e9 * (time.perf_counter() - start) / steps


def brian_ns(n_e, n_i, sigma, steps):
    import brian2 as b

    b.device.reinit()
    b.set_device("cpp_standalone", build_on_run=True, directory=None)
    b.start_scope()
    b.defaultclock.dt = DT_MS * b.ms
    net = lines(n_e, n_i)
    names = dict(tau=TAU_MS * b.ms, noise_sd=sigma)
    latent = b.NeuronGroup(1, "dyE/dt = -yE/tau : 1\ndyI/dt = -yI/tau : 1", method="euler", namespace=names)
    noise = " + noise_sd*sqrt(2/tau)*xi" if sigma else ""
    cells = b.NeuronGroup(
        n_e + n_i,
        f"""dr/dt = -r/tau{noise} : 1
        yE : 1 (linked)
        yI : 1 (linked)
        from_e : 1
        from_i : 1
        bias : 1""",
        threshold="r + bias + from_e*yE - from_i*yI > 0",
        reset="r -= 0.5",
        method="euler",
        namespace=names,
    )
    cells.yE, cells.yI = b.linked_var(latent, "yE"), b.linked_var(latent, "yI")
    cells.from_e, cells.from_i, cells.bias = net["from_e"], net["from_i"], net["bias"]
    onto_e = b.Synapses(cells[:n_e], latent, "d : 1 (shared)", on_pre="yE_post += d")
    onto_i = b.Synapses(cells[n_e:], latent, "d : 1 (shared)", on_pre="yI_post += d")
    onto_e.connect()
    onto_i.connect()
    onto_e.d, onto_i.d = 0.075, 0.15
    b.Network(latent, cells, onto_e, onto_i).run(steps * DT_MS * b.ms)
    return 1e9 * b.device._last_run_time / steps


CASES = [
    ("10 + 10", 10, 10, 0.0, 200_000),
    ("50 + 50 with noise", 50, 50, 0.15, 100_000),
    ("10^5 with noise", 50_000, 50_000, 0.15, 1_000),
]

if __name__ == "__main__":
    steps_s = {}

    def told(name, ns):
        print(f"{name:27} {ns:10.0f} ns a step", flush=True)
        steps_s[name] = 1e-9 * ns

    for name, n_e, n_i, sigma, steps in CASES:
        # A full matrix of 10^5 neurons has 80 GB.
        if n_e < 1000:
            told(f"{name}, numpy", numpy_ns(n_e, n_i, sigma, steps // 4))
        try:
            told(f"{name}, Brian2", brian_ns(n_e, n_i, sigma, steps))
        except ImportError:
            print(f"{name}: Brian2 is not installed")
    out = pathlib.Path(__file__).parent.parent / "target" / "others.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(steps_s, indent=1))
