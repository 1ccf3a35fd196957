"""`python -m benchmarks`: run every benchmark that needs nothing but this machine, one by one.

    python -m benchmarks [--scratch FOLDER] [--data FOLDER] [NAME …]

Each prints Markdown tables with date, data and versions; docs/benchmarks.md keeps them. `--data` is
the folder with the real clips (it is not part of the project); without it, what needs it is left
out and named. Attribution on PolNeAR and GUM needs those corpora: see benchmarks/reading.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
DATA = Path(os.environ.get("FIRSTHAND_SHARED_DATA", HERE.parent.parent / "shared" / "data"))


def commands(scratch: Path, data: Path) -> dict[str, list[str]]:
    return {
        "preserving": [str(HERE / "vault" / "preserving.py"), "--scratch", str(scratch)],
        "log-growth": [str(HERE / "vault" / "log_growth.py"), "--scratch", str(scratch)],
        "tracing": [str(HERE / "scale" / "tracing.py")],
        "own-texts": [str(HERE / "reading" / "own_texts.py"), "held"],
        "footage": [str(HERE / "footage" / "copies.py"), str(data / "clips"), str(scratch)],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--scratch", type=Path, help="where there is room for 10 GB")
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory(dir=arguments.scratch, prefix="benchmarks-") as scratch:
        known = commands(Path(scratch), arguments.data)
        if unknown := set(arguments.names) - set(known):
            parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        for name in arguments.names or known:
            print(f"\n## {name}\n", flush=True)
            if name == "footage" and not (arguments.data / "clips").is_dir():
                print(f"Left out: there are no clips in {arguments.data}.")
                continue
            if subprocess.run([sys.executable, *known[name]], check=False).returncode:
                failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
