"""Whether a cluster takes jobs like ours, asked before the pipeline sends any.

Snakemake does not say why SLURM refuses a group of steps, and waits for ever where SLURM does not answer.
"""

from __future__ import annotations

import subprocess

from .. import store
from ..core.findings import ConfigError, Finding

#: How a resource of a profile is called by sbatch.
_OPTIONS = {
    "slurm_account": "--account",
    "slurm_partition": "--partition",
    "qos": "--qos",
    "constraint": "--constraint",
    "mem_mb": "--mem",
    "runtime": "--time",
}


def ask(folder: str) -> None:
    """Let SLURM judge a job as the profile in *folder* asks for; nothing is sent. Raises `ConfigError` when it refuses.

    A profile of another kind is left to Snakemake.
    """
    profile = f"{folder}/config.yaml"
    settings = store.read_yaml(profile)
    if not isinstance(settings, dict) or settings.get("executor") != "slurm":
        return
    asked = settings.get("default-resources")
    resources = asked if isinstance(asked, dict) else {}
    options = [f"{_OPTIONS[name]}={value}" for name, value in resources.items() if name in _OPTIONS]
    command = ["sbatch", "--test-only", f"--cpus-per-task={settings.get('cores', 1)}", *options, "--wrap=true"]
    mend = f"write account, partition, memory and minutes as your cluster has them into {profile}"
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        mend = "log in to the cluster's login node and run this there; `make` alone computes everything on this machine"
        raise _refused(profile, "SLURM is not installed here", mend) from None
    except subprocess.TimeoutExpired:
        raise _refused(profile, "SLURM does not answer", "try again later, or ask who runs it") from None
    if said.returncode:
        why = (said.stderr.strip().splitlines() or ["it does not say why"])[-1].rpartition("sbatch: ")[2]
        raise _refused(profile, f"SLURM refuses a job ({why})", mend)


def _refused(profile: str, message: str, mend: str) -> ConfigError:
    return ConfigError([Finding(profile, message, mend, code="run.machine")])
