"""The folder that takes in every case: the same project once more, with results of its own, and ignored by git.

Code, settings, codebook and case folders are links to those of the project, so that nothing stands twice and a change
shows in both. `data/processed/`, `reports/`, `logs/` and `.snakemake/` are the folder's own.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..core.findings import ConfigError, Finding
from .access import APART, MARK, every_case, folder_apart
from .declared import read_yaml
from .files import project_root, write_text

#: What is linked, from the project's root.
_LINKED = "Snakefile rules notebooks schemas src profiles docs pyproject.toml requirements.lock".split()
#: What may lie there before: the workbooks of imports.
_OURS = {"import", ".gitignore"}
_TEXT = f"""# Kept apart

Everything here was made with cases that are not public. Git passes over this folder; keep it so, and do not send it on.

`reports/README.md` shows the figures and tables. A command that is started here takes in every case, such as
`cd {APART}; ../.venv/bin/crosscase trace which_barriers`.
"""


def build() -> Path:
    """Bring the folder up to date with the project and return it.

    Raises `ConfigError` where a folder of that name is there that is somebody's own.
    """
    root, apart = project_root(), folder_apart()
    if (
        apart.exists()
        and not (apart / MARK).is_file()
        and (not apart.is_dir() or {path.name for path in apart.iterdir()} - _OURS)
    ):
        mend = f"give it another name: results with cases that are not public go into {APART}/"
        raise ConfigError(
            [Finding(f"{APART}/", "this folder was not made by the compendium", mend, code="place.taken")]
        )
    write_text(apart / MARK, _TEXT)
    write_text(apart / ".gitignore", "*\n")  # also where the project's own .gitignore did not come along
    wanted = {name: root / name for name in _LINKED if (root / name).exists()}
    for folder in ("config", "config/corrections", "data/raw"):
        wanted |= {
            f"{folder}/{path.name}": path
            for path in sorted((root / folder).iterdir() if (root / folder).is_dir() else ())
            if f"{folder}/{path.name}" not in ("config/corrections", "config/config.yaml", "data/raw/cases")
        }
    wanted |= {f"data/raw/cases/{case_id}": root / f"data/raw/cases/{case_id}" for case_id in every_case()}
    for folder in ("", "config", "config/corrections", "data/raw", "data/raw/cases"):
        _cleared(apart / folder, {Path(name).name for name in wanted if str(Path(name).parent) == (folder or ".")})
    for name, source in wanted.items():
        _link(apart / name, source)
    if (root / "README.md").is_file() and ((apart / "README.md").is_symlink() or not (apart / "README.md").exists()):
        (apart / "README.md").unlink(missing_ok=True)
        shutil.copy2(root / "README.md", apart / "README.md")  # a part of it is written by each run
    write_text(apart / "config/config.yaml", _settings(root / "config/config.yaml"))
    return apart


def _settings(path: Path) -> str:
    """Return the settings, with every case that is not public among those that are chosen."""
    import yaml

    from .access import not_public

    settings = read_yaml(path)
    if not isinstance(settings, dict) or not isinstance(settings.get("cases"), list):
        return path.read_text(encoding="utf-8")
    chosen = [*settings["cases"], *(case_id for case_id in not_public() if case_id not in settings["cases"])]
    return yaml.safe_dump({**settings, "cases": chosen}, sort_keys=False)


def _cleared(folder: Path, names: set[str]) -> None:
    """Take away links to what is no more."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_symlink() and path.name not in names:
            path.unlink()


def _link(path: Path, source: Path) -> None:
    """Link to a file or folder; copy it where a disk knows no links."""
    goal = os.path.relpath(source, path.parent)
    if path.is_symlink() and os.readlink(path) == goal:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    try:
        path.symlink_to(goal, target_is_directory=source.is_dir())
    except OSError:
        shutil.copytree(source, path) if source.is_dir() else shutil.copy2(source, path)
