"""Whole processes for the benchmarks: `python -m tests.bench.province WORK FOLDER` prints seconds and megabytes."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def ours(folder: Path) -> None:
    """Receive every submission of the folder, with reconciliation and checks."""
    from office.receiving.receiving import files_in, receive
    from tests.bench import workload

    with workload.province(folder) as province:
        answers = receive(province, files_in([folder / "files"]))
        assert all(a.answer == "new" for a in answers), next(a for a in answers if a.answer != "new")


def pandas(folder: Path) -> None:
    """The plain script that a province would write: visible sheets, concatenated, grouped, to Excel."""
    import pandas as pd

    frames = []
    for file in sorted((folder / "files").glob("*.xlsx")):
        for sheet in ("Cơ sở, doanh nghiệp công nghiệp", "Lao động theo cơ sở", "Chợ", "Trạm biến áp"):
            names = pd.ExcelFile(file).sheet_names
            found = next((name for name in names if name.startswith(sheet[:6])), None)
            if found:
                frames.append(
                    pd.read_excel(file, sheet_name=found, header=4).assign(commune=file.stem, sheet=sheet)
                )
    joined = pd.concat(frames)
    numbers = joined.select_dtypes("number").columns
    joined.groupby(["sheet", "commune"])[list(numbers)].sum().to_excel(folder / "pandas.xlsx")


def main() -> None:
    """Run one work in this process and print what it cost."""
    work: Callable[[Path], None] = {"ours": ours, "pandas": pandas}[sys.argv[1]]
    start = time.perf_counter()
    work(Path(sys.argv[2]))
    spent = time.perf_counter() - start
    print(json.dumps({"seconds": spent, "mb": peak_mb()}))


def peak_mb() -> float:
    """The most memory that this process ever held; getrusage would tell of its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
